/** What features know of the charm, and what they add. */
import type { Context } from '@charm-layers/charm'
import { namedVips, type VirtualAddresses } from '../addresses.ts'
import type { Plan } from '../features/high-availability/plan.ts'
import { keptTls } from '../features/tls/certificates.ts'
import { noTls, type TlsState } from '../features/tls/state.ts'
import type { Release } from '../releases.ts'
import type { PlainCharm } from './charm.ts'
import { refusedOptions } from './checked.ts'
import type { Contribution, Feature, SituatedService, Situation } from './feature.ts'
import { portBehind } from './port.ts'

const isBalanced = (features: readonly Feature<string>[], name: string): boolean =>
  features.some(({ balances }) => balances?.includes(name))

const isEncrypted = (features: readonly Feature<string>[]): boolean => features.some(({ encrypts }) => encrypts)

const situatedServices = ({ services }: PlainCharm, features: readonly Feature<string>[]): Readonly<Record<string, SituatedService>> =>
  Object.fromEntries(
    Object.entries(services).map(([name, service]) => {
      const layers = isBalanced(features, name) ? (isEncrypted(features) ? 2 : 1) : 0
      return [name, { ...service, isLocal: layers === 2, listens: (service.ports ?? []).map((port) => portBehind(port, layers)) }]
    }),
  )

/** What features have told others, as far as they were asked. */
interface Told {
  readonly virtual?: VirtualAddresses | undefined
  readonly tls?: TlsState | undefined
  readonly plan?: Plan | undefined
  readonly sees?: boolean | undefined
}

/** Gives what features know of the charm. `virtual` says more of addresses that move, once that is known. */
export const situationOf = (
  charm: PlainCharm,
  features: readonly Feature<string>[],
  { config, recall }: Pick<Context, 'config' | 'recall'>,
  { release, virtual, tls, plan, sees = false }: { readonly release: Release } & Told,
): Situation => ({
  charm: charm.name,
  user: charm.user,
  services: situatedServices(charm, features),
  release,
  virtual: virtual ?? { all: namedVips(config.vip), serving: [], isUnclear: features.some(({ balances }) => balances !== undefined) },
  tls: tls ?? (isEncrypted(features) ? keptTls(recall) : noTls),
  plan,
  sees,
})

/**
 * Lets the features add what they add, in their order. The one with the certificates is asked first, then the one with the load balancer, then the one
 * that registers: each, and all others, use what those before it tell.
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
  let told: Told = {}
  for (const by of ['encrypts', 'balances', 'serves'] as const) {
    const one = features.find((feature) => feature[by])
    if (one === undefined) continue
    const part = contribution(one, of(told))
    early.set(one, part)
    const { virtual = told.virtual, tls = told.tls, plan = told.plan, sees = told.sees } = part
    told = { virtual, tls, plan, sees }
  }
  const situation = of(told)
  return { situation, parts: features.map((one) => early.get(one) ?? contribution(one, situation)) }
}
