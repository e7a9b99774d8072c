/** Makes a charm of what is true of one OpenStack service alone. */
import {
  type Action,
  blocked,
  type Charm,
  type Context,
  type Desired,
  type DirectoryStep,
  defineCharm,
  keptService,
  type Options,
  packages,
  ports,
  type Status,
  service,
  status,
  upstreamVersion,
  version,
  waiting,
} from '@charm-layers/charm'
import { type ConfigFile, renderConfigFile, templateOf } from './config-file.ts'
import type { Contribution, Feature, FeatureAction, Service, Situation } from './feature.ts'
import { common } from './features/common.ts'
import { iniData, iniSection, type Section, type TemplateData, unsafePath, whyUnsafe } from './ini.ts'
import { originOption, parseOrigin, sourceOf } from './origin.ts'
import { type ByRelease, isAtLeast, type Release, releaseOfVersion, releases, since } from './releases.ts'

/** What is true of one service alone. */
export interface OpenStackCharm<S extends string, O extends Options> {
  readonly name: string
  readonly summary: string
  readonly description?: string
  /** Bases that the charm is made for. */
  readonly bases?: readonly string[]
  /** User of the daemons; its group may read the configuration. */
  readonly user: string
  /** The package whose version tells the release, and which version is which. */
  readonly release: { readonly package: string; readonly versions: Readonly<Record<string, Release>> }
  readonly packages: readonly string[] | ByRelease<readonly string[]>
  readonly services: Readonly<Record<S, Service>>
  /** In the order in which their statuses are shown. */
  readonly features: readonly Feature[]
  /** Options of the charm's own. */
  readonly config?: O
  /** Random values that all units share, by the name in the templates, with their length in bytes. */
  readonly clusterSecrets?: Readonly<Record<string, number>>
  readonly files: readonly ConfigFile<NoInfer<S>>[]
  /** Directories that the packages do not make, or not as the service needs them. */
  readonly directories?: readonly DirectoryStep[]
  /** Template data of the charm's own. */
  readonly data?: (context: Context<O>, situation: Situation) => TemplateData
}

const contributionsOf = (features: readonly Feature[], context: Context, situation: Situation): readonly Contribution[] =>
  features.map((one) => one.apply(context, situation))

/** Definition of a charm with the types of its parts forgotten, as the steps below need it. */
type Plain = OpenStackCharm<string, Options>

/** The release that is installed, else the one that is on offer. */
function releaseOf({ release }: Plain, { host }: Context, offered: Release | undefined): Release | undefined {
  const installed = host.installed(release.package)
  return (installed === undefined ? undefined : releaseOfVersion(release.versions, installed)) ?? offered
}

const packagesOf = ({ packages: names }: Plain, release: Release): readonly string[] =>
  Array.isArray(names) ? names : (since(names as ByRelease<readonly string[]>, release) ?? [])

interface SharedSecrets {
  readonly steps: Desired
  readonly unready: readonly Status[]
  readonly data: TemplateData
}

/** Random values that the leader makes for all units; used once Juju has committed them. */
function sharedSecrets({ clusterSecrets = {} }: Plain, context: Context): SharedSecrets {
  const made = Object.entries(clusterSecrets).map(([name, bytes]) => [name, context.sharedSecret(name, bytes)] as const)
  const isReady = made.every(([, { value }]) => value.state === 'ready')
  return {
    steps: made.map(([, { step }]) => step),
    unready: isReady ? [] : [waiting('Awaiting leader to create required secrets')],
    data: Object.fromEntries(made.map(([name, { value }]) => [name, value.state === 'ready' ? value.data : undefined])),
  }
}

/** The options as one-line texts. */
const inOneLine = ({ config }: Context): Context['config'] => ({
  ...config,
  'openstack-origin': sourceOf(String(config['openstack-origin'])),
})

/** For conditions in templates: `since.zed` is true when the release is zed or newer. */
const sinceOf = (release: Release): TemplateData => Object.fromEntries(releases.map((one) => [one, isAtLeast(release, one)]))

/** Everything that templates may use. What comes out holds the secrets in clear: it is for files. */
function templateData(charm: Plain, context: Context, situation: Situation, parts: readonly Contribution[], secrets: TemplateData) {
  const sections: Readonly<Record<string, Section>> = Object.assign({}, ...parts.map((part) => part.sections ?? {}))
  const options = Object.entries(inOneLine(context)).map(([name, value]) => [name.replaceAll('-', '_'), value] as const)
  const data: TemplateData = Object.assign(
    { options: Object.fromEntries(options), release: situation.release, since: sinceOf(situation.release), secrets },
    ...parts.map((part) => part.data ?? {}),
    charm.data?.(context, situation) ?? {},
  )
  const texts = Object.entries(sections).map(([heading, section]) => [heading, iniSection(heading, section)] as const)
  return { ...Object.fromEntries(Object.entries(data).map(([name, value]) => [name, iniData(value)])), sections: Object.fromEntries(texts) }
}

/** What should be on this unit. The order of the list is the order of work. */
function desiredOf(charm: Plain, features: readonly Feature[], context: Context): Desired {
  const origin = parseOrigin(String(context.config['openstack-origin']), context.host)
  const offered = 'problem' in origin ? undefined : origin.release
  const release = releaseOf(charm, context, offered)
  const unsafe = unsafePath(inOneLine(context))
  // Such a value is used nowhere, not in databags either.
  if (unsafe !== undefined) return [status(blocked(`option '${unsafe}' ${whyUnsafe}`)), kept(charm, context, release)]
  if (release === undefined) {
    const problem =
      'problem' in origin
        ? origin.problem
        : `nothing tells which OpenStack release '${sourceOf(String(context.config['openstack-origin']))}' is`
    return status(blocked(`openstack-origin: ${problem}`))
  }
  const situation: Situation = { charm: charm.name, user: charm.user, services: charm.services, release }
  const parts = contributionsOf(features, context, situation)
  const secrets = sharedSecrets(charm, context)
  const names = [...new Set([...packagesOf(charm, release), ...parts.flatMap((part) => part.packages ?? [])])]
  const isInstalled = names.every((name) => context.host.installed(name) !== undefined)
  const unready = [
    ...('problem' in origin ? [blocked(`openstack-origin: ${origin.problem}`)] : []),
    ...parts.flatMap((part) => part.unready ?? []),
    ...secrets.unready,
  ]
  const isHeld = parts.some((part) => part.hold)
  const units = Object.values(charm.services).map(({ unit }) => unit)
  const installed = context.host.installed(charm.release.package)
  return [
    parts.map((part) => part.publish),
    secrets.steps,
    // Packages start their daemons at once, before there is any configuration. One that got lost later finds it there, and stops no other.
    (isHeld || installed === undefined) && units.map((unit) => service(unit, 'held')),
    // With a wrong origin the archives are those of the last good one.
    [!('problem' in origin) && origin.steps, packages(...names)],
    unready.map(status),
    unready.length === 0
      ? isInstalled && [configured(charm, context, situation, parts, secrets.data), !isHeld && running(charm)]
      : !isHeld && kept(charm, context, release),
    installed !== undefined && version(upstreamVersion(installed)),
  ]
}

function configured(charm: Plain, context: Context, situation: Situation, parts: readonly Contribution[], secrets: TemplateData): Desired {
  const data = templateData(charm, context, situation, parts, secrets)
  const of = { release: situation.release, group: charm.user, units: charm.services, data }
  return [charm.directories, charm.files.map((one) => renderConfigFile(one, of)), parts.map((part) => part.prepare)]
}

const running = ({ services }: Plain): Desired => [
  Object.values(services).map(({ unit, port }) => service(unit, 'running', port)),
  ports(...Object.values(services).flatMap(({ port }) => (port === undefined ? [] : [`${port}/tcp`]))),
]

/** What can be put right while no configuration can be written: services that have one go on with it, and those without stay masked. */
function kept(charm: Plain, { host }: Context, release: Release | undefined): Desired {
  if (release === undefined || packagesOf(charm, release).some((name) => host.installed(name) === undefined)) return []
  const files = charm.files.filter(({ templates }) => templateOf(templates, release) !== undefined)
  const readBy = (name: string): readonly string[] => files.flatMap(({ path, restarts }) => (restarts.includes(name) ? [path] : []))
  return [charm.directories, Object.entries(charm.services).map(([name, { unit }]) => keptService(unit, readBy(name)))]
}

const merged = <K extends 'options' | 'requires' | 'provides' | 'peers'>(features: readonly Feature[], key: K): NonNullable<Feature[K]> =>
  Object.assign({}, ...features.map((one) => one[key] ?? {}))

/** Makes a charm from the features that it names, and from what is its own. */
export function defineOpenStackCharm<const S extends string, const O extends Options = Record<never, never>>(
  charm: OpenStackCharm<S, O>,
): Charm {
  // From here on only the form counts: the options that `data` sees are in the definition that is made of them below.
  const plain = charm as unknown as Plain
  const features = [common, ...charm.features]
  const actions = features.flatMap((one) => Object.entries(one.actions ?? {}))
  return defineCharm({
    name: charm.name,
    summary: charm.summary,
    ...(charm.description === undefined ? {} : { description: charm.description }),
    bases: charm.bases ?? ['ubuntu@22.04', 'ubuntu@24.04'],
    config: { ...originOption, ...merged(features, 'options'), ...charm.config },
    requires: merged(features, 'requires'),
    provides: merged(features, 'provides'),
    peers: merged(features, 'peers'),
    extraBindings: features.flatMap((one) => one.extraBindings ?? []),
    actions: Object.fromEntries(actions.map(([name, one]) => [name, charmAction(plain, one)])),
    desired: (context) => desiredOf(plain, features, context as unknown as Context),
  })
}

const charmAction = (charm: Plain, of: FeatureAction): Action => ({
  description: of.description,
  run: (context) => {
    const origin = parseOrigin(String(context.config['openstack-origin']), context.host)
    const release = releaseOf(charm, context, 'problem' in origin ? undefined : origin.release)
    if (release === undefined) return { fail: 'The OpenStack release of this unit is not known.' }
    return of.run(context, { charm: charm.name, user: charm.user, services: charm.services, release })
  },
})
