/** Makes a charm from the definition of an OpenStack charm. */
import { type Action, type Charm, type Context, defineCharm, type Options } from '@charm-layers/charm'
import { common } from '../features/common/index.ts'
import { originOption } from '../origin/index.ts'
import type { OpenStackCharm, PlainCharm } from './charm.ts'
import { withoutChecks } from './checked.ts'
import { desiredOf } from './desired.ts'
import type { Feature, FeatureAction } from './feature.ts'
import { readOrigin } from './known-release.ts'
import { checkBalanced, checkFlags, checkServices, joinNames } from './names.ts'
import { situationOf } from './situation.ts'

/**
 * Makes a charm from the features that its definition names, and from what is true of its service alone.
 * @throws CharmError for a name that two features bring, and for a feature about a service that the charm does not have.
 */
export function defineOpenStackCharm<const S extends string, const O extends Options = Record<never, never>>(
  charm: OpenStackCharm<S, O>,
): Charm {
  // The casts are safe: the charm that is made below declares the options which the definition's functions read.
  const plain = charm as unknown as PlainCharm
  const features = [common, ...plain.features]
  checkServices(plain, features)
  checkBalanced(plain, features)
  const endpoints = <T extends Readonly<Record<string, unknown>>>(parts: readonly (T | undefined)[]): T =>
    joinNames(charm.name, 'endpoint', parts)
  const actionsOf = (): Readonly<Record<string, FeatureAction>> =>
    joinNames(
      charm.name,
      'action',
      features.map((one) => one.actions),
    )
  const options = joinNames<Options>(charm.name, 'option', [originOption, ...features.map((one) => one.options), plain.config])
  checkFlags(plain, options)
  return defineCharm({
    name: charm.name,
    summary: charm.summary,
    ...(charm.description === undefined ? {} : { description: charm.description }),
    bases: charm.bases ?? ['ubuntu@22.04', 'ubuntu@24.04'],
    config: withoutChecks(options),
    requires: endpoints(features.map((one) => one.requires)),
    provides: endpoints(features.map((one) => one.provides)),
    peers: joinNames(
      charm.name,
      'peer endpoint',
      features.map((one) => one.peers),
    ),
    extraBindings: [...new Set(features.flatMap((one) => one.extraBindings ?? []))],
    actions: () => Object.fromEntries(Object.entries(actionsOf()).map(([name, one]) => [name, charmAction(plain, features, one)])),
    desired: (context) => desiredOf(plain, features, context as unknown as Context),
  })
}

const charmAction = (charm: PlainCharm, features: readonly Feature<string>[], of: FeatureAction): Action => ({
  description: of.description,
  run: (context) => {
    const { release, problem } = readOrigin(charm, context).known
    if (release === undefined) return { fail: problem ?? 'The OpenStack release of this unit is not known.' }
    return of.run(context, situationOf(charm, features, context, { release }))
  },
})
