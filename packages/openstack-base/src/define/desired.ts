/** The `desired` function of every OpenStack API charm. */
import {
  absent,
  blocked,
  type Context,
  type Desired,
  heldService,
  keptService,
  packages,
  ports,
  service,
  servicesRun,
  status,
  version,
} from '@charm-layers/charm'
import { flagsBySection } from '../features/common/config-flags.ts'
import { type ByRelease, type Release, since } from '../releases.ts'
import { renderConfigFiles, templateOf } from '../render/config-file.ts'
import { findUnsafe } from '../render/control.ts'
import type { PlainCharm } from './charm.ts'
import { refusedOptions } from './checked.ts'
import type { Contribution, Feature, Situation } from './feature.ts'
import { readOrigin } from './known-release.ts'
import { type ClusterSecrets, clusterSecrets } from './secrets.ts'
import { contributions, situationOf } from './situation.ts'
import { inOneLine, templateData } from './template-data.ts'

const packagesOf = ({ packages: names }: PlainCharm, release: Release | undefined): readonly string[] =>
  Array.isArray(names) ? names : release === undefined ? [] : (since(names as ByRelease<readonly string[]>, release) ?? [])

/** Keeps the daemons of packages from starting before there is any configuration. */
const held = (charm: PlainCharm): Desired => Object.values(charm.services).map(({ unit }) => heldService(unit))

/** Gives the steps that should be so. The order of the list is the order of work. */
export const desiredOf = (charm: PlainCharm, features: readonly Feature<string>[], context: Context): Desired => [
  features.flatMap(({ removes = [] }) => removes).map((path) => absent(path)),
  decided(charm, features, context),
]

function decided(charm: PlainCharm, features: readonly Feature<string>[], context: Context): Desired {
  const { origin, known } = readOrigin(charm, context)
  const { release, version: installed } = known
  const options = inOneLine(context)
  const unsafe = findUnsafe(options)
  // A value with control characters is used nowhere, not in databags either, so the features are not even called.
  if (unsafe !== undefined) return [status(blocked(`option '${unsafe.path}' ${unsafe.why}`)), kept(charm, context, release)]
  const wrongOrigin = 'problem' in origin ? [blocked(`openstack-origin: ${origin.problem}`)] : []
  const addOrigin = !('problem' in origin) && origin.steps
  const showVersion = installed !== undefined && version(installed)
  if (release === undefined) {
    if (installed !== undefined) return [status(blocked(known.problem ?? '')), kept(charm, context, release), showVersion]
    if (wrongOrigin.length > 0) return wrongOrigin.map(status)
    // What is asked for depends on the release, which the installed package tells.
    return [held(charm), addOrigin, packages(...new Set([charm.release.package, ...packagesOf(charm, release)]))]
  }
  const { situation, parts } = contributions(features, context, (told) => situationOf(charm, features, context, { release, ...told }))
  const secrets = clusterSecrets(charm, context)
  const names = [...new Set([...packagesOf(charm, release), ...parts.flatMap((part) => part.packages ?? [])])]
  const isInstalled = names.every((name) => context.host.installed(name) !== undefined)
  const isHeld = parts.some((part) => part.hold)
  const older = known.problem === undefined ? [] : [blocked(known.problem)]
  // Nothing is made yet by a release that nobody has asked for; what runs already goes on.
  const unready = [
    ...wrongOrigin,
    ...(isHeld ? older : []),
    ...refusedOptions(charm.config, context.config),
    ...parts.flatMap((part) => part.unready ?? []),
    ...secrets.unready,
  ]
  return [
    parts.map((part) => part.publish),
    secrets.steps,
    showVersion,
    // A package starts its daemons at once, before there is any configuration, so they are held first. This looks at one package only:
    // when another package is lost later the configuration exists, and no service has to stop.
    (isHeld || installed === undefined) && held(charm),
    // While the origin is wrong, the package archives of the last good origin stay.
    [addOrigin, packages(...names)],
    [...unready, ...(isHeld ? [] : older)].map(status),
    unready.length > 0
      ? [!isHeld && kept(charm, context, release), isInstalled && parts.map((part) => part.front)]
      : isInstalled && configured(charm, context, situation, { options, parts, secrets, isHeld }),
  ]
}

/**
 * Gives the directories and files, the steps of features that come before the services, and the services. When a value cannot be written
 * into a file, nothing is done with the others: the services go on with what they have.
 */
function configured(
  charm: PlainCharm,
  context: Context,
  situation: Situation,
  of: {
    readonly options: Context['config']
    readonly parts: readonly Contribution[]
    readonly secrets: ClusterSecrets
    readonly isHeld: boolean
  },
): Desired {
  const { release } = situation
  const { options, parts, secrets, isHeld } = of
  const { data, sections } = templateData(charm, context, situation, { options, parts, secrets: secrets.data })
  const flags = (option: string) => flagsBySection(String(context.config[option] ?? ''))
  const files = renderConfigFiles(charm.files, { release, group: charm.user, units: charm.services, data, sections, flags })
  const problems = files.flatMap((one) => ('problem' in one ? [status(blocked(one.problem))] : []))
  const front = parts.map((part) => part.front)
  if (problems.length > 0) return [problems, !isHeld && kept(charm, context, release), front]
  return [
    charm.directories,
    parts.map((part) => part.files),
    files.map((one) => ('problem' in one ? [] : one)),
    parts.map((part) => part.prepare?.()),
    isHeld ? front : running(charm, context, situation, parts),
  ]
}

/** Gives the services with their ports, and the steps for when they run. */
function running(charm: PlainCharm, context: Context, situation: Situation, parts: readonly Contribution[]): Desired {
  const services = Object.values(situation.services)
  const own = charm.finish
  const finishes = [...parts.map((part) => part.finish), own && (() => own(context, situation))].filter((finish) => finish !== undefined)
  return [
    parts.map((part) => part.start?.()),
    services.map(({ unit, listens }) => service(unit, ...listens)),
    // After the services: one of an earlier version may still listen on the port that the load balancer takes over.
    parts.map((part) => part.front),
    ports(...services.flatMap(({ ports: its = [] }) => its)),
    finishes.length > 0 && [servicesRun(), finishes.map((finish) => finish())],
  ]
}

/**
 * Gives what can be done while no configuration can be written: services that were configured go on with their files, the others stay
 * masked.
 */
function kept(charm: PlainCharm, { host }: Context, release: Release | undefined): Desired {
  if ([charm.release.package, ...packagesOf(charm, release)].some((name) => host.installed(name) === undefined)) return []
  // Of an unknown release each file counts: a service whose file is missing is not started.
  const files = charm.files.filter((one) => release === undefined || templateOf(one, release) !== undefined)
  const readBy = (name: string): readonly string[] =>
    files.flatMap(({ path, restarts, reloads }) => ([...restarts, ...reloads].includes(name) ? [path] : []))
  return [charm.directories, Object.entries(charm.services).map(([name, { unit }]) => keptService(unit, readBy(name)))]
}
