import type { Charm } from '@charm-layers/charm'
import type { Finding } from '../check/finding.ts'

const roles = ['requires', 'provides', 'peers'] as const

const hasSide = (of: unknown, role: string): boolean => {
  if (typeof of !== 'object' || of === null) return false
  const side: unknown = Object.entries(of).find(([name]) => name === role)?.[1]
  return typeof side === 'object' && side !== null && 'interface' in side && typeof side.interface === 'string'
}

/** Finds endpoints whose interface has no side for their role, such as a peer relation among `requires`. */
export const endpointFindings = (charm: Charm): readonly Finding[] =>
  roles.flatMap((role) =>
    Object.entries(charm[role] ?? {}).flatMap(([name, of]): readonly Finding[] => {
      const has = roles.filter((other) => hasSide(of, other))
      if (has.length === 0 || has.includes(role)) return []
      const message = `its interface has the side ${has.join(' and ')}, and not ${role}: declare it among ${has.join(' or ')}`
      return [{ level: 'error', file: 'src/charm.ts', field: `${role}.${name}`, message }]
    }),
  )
