/** What features know of the charm, and what they add. */
import type { Context } from '@charm-layers/charm'
import { namedVips, type VirtualAddresses } from '../addresses.ts'
import { keptTls } from '../features/tls/certificates.ts'
import { noTls, type TlsState } from '../features/tls/state.ts'
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

/** What features have told others, as far as they were asked. */
interface Told {
  readonly virtual?: VirtualAddresses | undefined
  readonly tls?: TlsState | undefined
}

/** Gives what features know of the charm. `virtual` says more of addresses that move, once that is known. */
export const situationOf = (
  charm: PlainCharm,
  features: readonly Feature<string>[],
  { config, recall }: Pick<Context, 'config' | 'recall'>,
  { release, virtual, tls }: { readonly release: Release } & Told,
): Situation => ({
  charm: charm.name,
  user: charm.user,
  services: situatedServices(charm, features),
  release,
  virtual: virtual ?? { all: namedVips(config.vip), serving: [], isUnclear: features.some(({ balances }) => balances !== undefined) },
  tls: tls ?? (features.some(({ encrypts }) => encrypts) ? keptTls(recall) : noTls),
})

/**
 * Lets the features add what they add, in their order. The one with the certificates is asked first, then the one with the load balancer: the
 * others use what these tell.
 */
export function contributions(
  features: readonly Feature<string>[],
  context: Context,
  of: (told: Told) => Situation,
): { readonly situation: Situation; readonly parts: readonly Contribution[] } {
  const contribution = (one: Feature<string>, situation: Situation): Contribution => {
    const refused = refusedOptions(one.options, context.config)
    return refused.length > 0 ? { unready: refused } : one.apply(context, situation)
  }
  const early = new Map<Feature<string>, Contribution>()
  const told = <Name extends keyof Told>(name: Name, one: Feature<string> | undefined, before: Told): Told => {
    if (one === undefined) return before
    const part = contribution(one, of(before))
    early.set(one, part)
    return { ...before, [name]: part[name] }
  }
  const encrypter = features.find(({ encrypts }) => encrypts)
  const balancer = features.find(({ balances }) => balances !== undefined)
  const all = told('virtual', balancer, told('tls', encrypter, {}))
  const situation = of(all)
  return { situation, parts: features.map((one) => early.get(one) ?? contribution(one, situation)) }
}
