/** Checks endpoints: their names, their interfaces, and what is said of them. */
import type { Charm } from '../charm.ts'
import { at, checkName, isObject, membersOf, type Report, refuseKeys } from './report.ts'

const roles = ['requires', 'provides', 'peers'] as const
const endpointName = /^[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*$/
const isReserved = (name: string): boolean => name === 'juju' || name.startsWith('juju-')
const peersAlone = { limit: 'Juju makes the one relation of peers itself', optional: 'Juju makes it always', scope: 'peers are global' }

/** Gives the name of the interface, when it has a side for the role. */
function sideOf(of: object, role: string): string | undefined {
  const side: unknown = Object.entries(of).find(([name]) => name === role)?.[1]
  return isObject(side) && typeof side.interface === 'string' ? side.interface : undefined
}

function checkRole(report: Report, charm: Charm, role: (typeof roles)[number]): void {
  for (const [name, of] of membersOf<object>(report, role, charm[role])) {
    const place = at(role, name)
    const sides = ['requires', 'provides', 'peers']
    checkName(report, role, name, endpointName)
    refuseKeys(
      report,
      place,
      of,
      role === 'peers' ? { known: sides, refused: peersAlone } : { known: [...sides, 'scope', 'limit', 'optional'] },
    )
    const other = roles.find((one) => one !== role && Object.hasOwn(charm[one] ?? {}, name))
    if (other !== undefined && roles.indexOf(other) < roles.indexOf(role)) report(place, `is an endpoint of '${other}' as well`)
    const has = roles.filter((one) => sideOf(of, one) !== undefined)
    const spoken = sideOf(of, role)
    if (spoken === undefined)
      report(
        place,
        has.length === 0 ? 'is no interface' : `has the side ${has.join(' and ')}, and not ${role}: declare it among ${has.join(' or ')}`,
      )
    const own = isReserved(charm.name)
    if (!own && isReserved(name) && !(role === 'requires' && charm.subordinate)) report(place, 'has a name that Juju keeps for itself')
    if (!own && role !== 'requires' && spoken !== undefined && isReserved(spoken))
      report(place, `speaks '${spoken}', which Juju keeps for itself`)
    const { scope, limit, optional } = of as { scope?: unknown; limit?: unknown; optional?: unknown }
    if (scope !== undefined && scope !== 'container') report(at(place, 'scope'), "is not 'container'")
    if (limit !== undefined && !(Number.isSafeInteger(limit) && Number(limit) > 0)) report(at(place, 'limit'), 'is not a number from 1 on')
    if (optional !== undefined && typeof optional !== 'boolean') report(at(place, 'optional'), 'is neither true nor false')
  }
}

/** Reports what Juju would refuse in the endpoints of a charm. */
export function checkEndpoints(report: Report, charm: Charm): void {
  for (const role of roles) checkRole(report, charm, role)
  if (charm.subordinate && !Object.values(charm.requires ?? {}).some((one) => one.scope === 'container'))
    report('subordinate', "needs an endpoint in requires with scope: 'container'")
  const endpoints = roles.flatMap((role) => Object.keys(charm[role] ?? {}))
  for (const name of charm.extraBindings ?? [])
    if (endpoints.includes(name)) report('extraBindings', `has '${name}', which is an endpoint and has a binding already`)
}
