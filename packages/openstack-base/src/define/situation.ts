/** What features know of the charm, and what they add. */
import type { Context } from '@charm-layers/charm'
import { namedVips, type VirtualAddresses } from '../addresses.ts'
import type { Release } from '../releases.ts'
import type { PlainCharm } from './charm.ts'
import { refusedOptions } from './checked.ts'
import type { Contribution, Feature, SituatedService, Situation } from './feature.ts'
import { portBehind } from './port.ts'

const isBalanced = (features: readonly Feature<string>[], name: string): boolean =>
  features.some(({ balances }) => balances?.includes(name))

const situatedServices = ({ services }: PlainCharm, features: readonly Feature<string>[]): Readonly<Record<string, SituatedService>> =>
  Object.fromEntries(
    Object.entries(services).map(([name, service]) => {
      const layers = isBalanced(features, name) ? 1 : 0
      return [name, { ...service, listens: (service.ports ?? []).map((port) => portBehind(port, layers)) }]
    }),
  )

/** Gives what features know of the charm. `virtual` says more of addresses that move, once that is known. */
export const situationOf = (
  charm: PlainCharm,
  features: readonly Feature<string>[],
  { config }: Pick<Context, 'config'>,
  { release, virtual }: { readonly release: Release; readonly virtual?: VirtualAddresses | undefined },
): Situation => ({
  charm: charm.name,
  user: charm.user,
  services: situatedServices(charm, features),
  release,
  virtual: virtual ?? { all: namedVips(config.vip), serving: [], isUnclear: features.some(({ balances }) => balances !== undefined) },
})

/** Lets the features add what they add, in their order. The one with the load balancer is asked first: the others use its addresses. */
export function contributions(
  features: readonly Feature<string>[],
  context: Context,
  of: (virtual?: VirtualAddresses) => Situation,
): { readonly situation: Situation; readonly parts: readonly Contribution[] } {
  const contribution = (one: Feature<string>, situation: Situation): Contribution => {
    const refused = refusedOptions(one.options, context.config)
    return refused.length > 0 ? { unready: refused } : one.apply(context, situation)
  }
  const balancer = features.find(({ balances }) => balances !== undefined)
  const first = balancer && contribution(balancer, of())
  const situation = of(first?.virtual)
  return { situation, parts: features.map((one) => (first && one === balancer ? first : contribution(one, situation))) }
}
