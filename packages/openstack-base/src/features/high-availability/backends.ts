/** The addresses that the load balancer of a unit sends requests to: on each network of this unit, those of all units there. */
import { isIP } from 'node:net'
import type { Network } from '@charm-layers/charm'
import type { Peers } from '@charm-layers/interface-openstack-ha'
import type { Plan } from './plan.ts'
import { bindings, ownAddress, type Question, unitAddress } from '../../addresses.ts'

/** A unit as a server of one back end. */
export interface Server {
  readonly unit: string
  readonly address: string
  /** Whether it is this unit. */
  readonly own?: boolean
  /** The name in its certificate, when it is called by TLS. */
  readonly certifies?: string
}

/** One network of this unit. */
export interface Backend {
  /** The address of this unit there. */
  readonly address: string
  /** The network from which clients come to it, or the address alone where the network is not known. */
  readonly network: string
  readonly servers: readonly Server[]
}

const lengthOf = (address: string, networks: readonly (Network | undefined)[]): string | undefined =>
  networks
    .flatMap((network) => network?.addresses ?? [])
    .find((one) => one.address === address && one.cidr !== undefined)
    ?.cidr?.split('/')[1]

/** Gives the kinds of addresses of this unit: `cluster` for the one that its peers call private. Of two equal ones the later kind counts. */
function ownAddresses(question: Omit<Question, 'type'>): ReadonlyMap<string, 'cluster' | (typeof bindings)[number]> {
  const found = new Map<string, 'cluster' | (typeof bindings)[number]>()
  const own = ownAddress('cluster', question)
  if ('address' in own) found.set(own.address, 'cluster')
  for (const type of bindings) {
    const resolved = unitAddress({ ...question, type })
    if ('address' in resolved) found.set(resolved.address, type)
  }
  return found
}

/**
 * Gives the back ends in an order that stays: first the one for clients that come to no address of the others. A unit that has told no
 * address of a network is not in it; neither is one that has told a name, which might not be resolved, or one that this unit cannot call.
 */
export function backendsOf(
  question: Omit<Question, 'type'>,
  unit: string,
  peers: Peers['units'],
  calls?: Plan['calls'],
): readonly Backend[] {
  const networks = ['cluster', ...bindings].map((binding) => question.network(binding))
  return [...ownAddresses(question)]
    .filter(([address]) => isIP(address) !== 0)
    .map(([address, kind]) => ({
      address,
      network: `${address}/${lengthOf(address, networks) ?? (isIP(address) === 4 ? 32 : 128)}`,
      servers: [
        { unit, address, own: true },
        ...[...peers].flatMap(([name, peer]) => {
          const told = kind === 'cluster' ? peer.address : peer.addresses[kind]
          const call = calls ? calls(name) : callsPlain
          if (told === undefined || isIP(told) !== isIP(address) || call === undefined) return []
          return [{ unit: name, address: told, ...(call.by === 'https' ? { certifies: call.name } : {}) }]
        }),
      ].sort((a, b) => numberOf(a.unit) - numberOf(b.unit)),
    }))
}

const callsPlain = { by: 'http' } as const

const numberOf = (unit: string): number => Number(unit.split('/')[1])
