import { closeSync, existsSync, fstatSync, openSync, readSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { MACHINE_BASE } from '../../model/host.ts'
import { hasSpace } from '../../model/spaces.ts'
import type { MachineMap } from '../bundle/changes.ts'
import { type ModelClient, modelFlag, openModel } from '../client.ts'
import type { Command, Context } from '../command.ts'
import { readConstraints } from '../constraints.ts'
import { CliError, noMoreWords, usageError } from '../errors.ts'
import type { Flag, FlagSet } from '../flags.ts'
import { splitPair } from '../key-values.ts'
import { applicationNameProblem, isMachineId } from '../names.ts'
import { placementFlag, placements } from '../placement.ts'
import { seriesBase } from '../series.ts'
import { configFlag, readConfigFlag, readResources, resourceFlag } from '../settings.ts'
import { attachStorageFlag, storageFlag } from '../storage/flags.ts'

const charmOnly = ['--bind', '--config', '--constraints', '--num-units', '--series', '--to', '--resource', '--storage', '--attach-storage']

const bundleOnly = ['--overlay', '--map-machines']

/** The charm's name in a word such as `ch:mysql`, `cs:~user/mysql-3` or `mysql.charm`. */
const charmName = (word: string): string => (word.split(/[/:]/).at(-1) ?? '').replace(/\.charm$/, '').replace(/-\d+$/, '') || 'name'

/** What the word names: a charm's archive, a bundle, or nothing that can be deployed. */
const kindOf = (cwd: string, word: string): 'charm' | 'bundle' => {
  const path = resolve(cwd, word)
  const local = /^[./]/.test(word)
  if (!local && existsSync(path)) {
    throw new CliError(
      `The charm or bundle ${JSON.stringify(word)} is ambiguous.\nTo deploy a local charm or bundle, run \`juju deploy ./${word}\`.\nTo deploy a charm or bundle from CharmHub, run \`juju deploy ch:${word}\`.`,
    )
  }
  if (!local)
    throw new CliError(
      `cannot deploy ${JSON.stringify(word)}: local-juju has no charm store; pack the charm and deploy its file, such as ./${charmName(word)}.charm`,
    )
  if (!existsSync(path)) throw new CliError(`no charm was found at ${JSON.stringify(word)}`)
  if (statSync(path).isDirectory())
    throw new CliError(`attempting to deploy ${JSON.stringify(word)}: deploying from directory not supported`)
  return isZip(path) ? 'charm' : 'bundle'
}

/**
 * Tells whether a file is a zip archive: its directory's mark lies within the last 64 KiB. A truncated archive has no mark, and is tried as
 * a bundle.
 */
const isZip = (path: string): boolean => {
  const file = openSync(path, 'r')
  try {
    const { size } = fstatSync(file)
    const tail = Buffer.alloc(Math.min(size, 66_000))
    readSync(file, tail, 0, tail.length, size - tail.length)
    return tail.includes('PK\u0005\u0006')
  } finally {
    closeSync(file)
  }
}

const machineMap = (text: string): MachineMap => {
  if (text === '') return new Map()
  const pairs = text.split(',')
  if (pairs.length === 1 && pairs[0] === 'existing') return 'existing'
  const wrong = (pair: string): Error =>
    usageError(`error in --map-machines: expected "existing" or "<bundle-id>=<machine-id>", got ${JSON.stringify(pair)}`)
  const map = new Map(
    pairs
      .filter((pair) => pair !== 'existing')
      .map((pair): [string, string] => {
        const [from, to, ...rest] = pair.split('=')
        if (from === undefined || to === undefined || rest.length > 0) throw wrong(pair)
        return [from, to]
      }),
  )
  for (const id of map.values()) {
    if (!isMachineId(id)) throw usageError(`error in --map-machines: machine-id ${JSON.stringify(id)} is not a top level machine id`)
  }
  return map
}

/** Flags for things that local-juju does not have. They are checked as in Juju, and then ignored with a notice. */
interface Unsupported {
  readonly bind: Flag<string>
  readonly channel: Flag<string>
}

const unsupportedFlags = (flags: FlagSet): Unsupported => ({
  bind: flags.string(['bind'], 'Spaces for endpoints, as "endpoint=space ..."; a space alone is that of all others'),
  channel: flags.string(['channel'], 'A channel of the store; no effect here: charms come from files'),
})

/** Reads `space` and `endpoint=space`, as many as there are; the space alone is everyone's. */
const readBindings = async (client: ModelClient, bind: string): Promise<Record<string, string>> => {
  const words = bind.split(/\s+/).filter((word) => word !== '')
  const bindings = Object.fromEntries(words.map((word) => splitPair(word) ?? ['', word]))
  if (words.length === 0) return bindings
  const model = await client.read()
  for (const space of Object.values(bindings)) if (!hasSpace(model, space)) throw new CliError(`space ${JSON.stringify(space)} not found`)
  return bindings
}

/** Writes a base as Juju's notices do. */
const withRisk = (base: string): string => (base.includes('/') ? base : `${base}/stable`)

const deployFlags = (flags: FlagSet) => ({
  model: modelFlag(flags),
  count: flags.int(['n', 'num-units'], 'How many units', 1),
  to: placementFlag(flags),
  base: flags.string(['base'], 'The base to deploy for, such as ubuntu@24.04; it has to be one that the charm names'),
  series: flags.string(['series'], 'The base by its older name, such as noble'),
  config: configFlag(flags),
  trust: flags.bool(['trust'], 'Let the charm use the cloud credentials; kept and shown, there is no cloud here'),
  resource: resourceFlag(flags),
  constraints: flags.list(
    ['constraints'],
    'Hardware to ask for, such as mem=4G; kept and shown, machines have what the host has',
    (text) => [text],
  ),
  overlay: flags.list(['overlay'], 'A bundle file to lay over the bundle; may be given several times', (text) => [text]),
  mapMachines: flags.string(
    ['map-machines'],
    'Machines of the model for those of the bundle: existing, or bundle-id=machine-id pairs with commas between',
  ),
  dryRun: flags.bool(['dry-run'], 'Only list what a bundle would change'),
  storage: storageFlag(flags),
  attach: attachStorageFlag(flags),
  ...unsupportedFlags(flags),
})

/** A charm file that is deployed: its path and the application's name as typed, the flags, and where the units go. */
interface CharmCall {
  readonly word: string
  readonly name: string | undefined
  readonly given: ReturnType<typeof deployFlags>
  readonly machines: () => string[]
}

const baseAsked = ({ base, series }: CharmCall['given']): string | null => {
  const asked = series.given ? seriesBase(series.value) : base.value
  if (series.given && asked === series.value)
    throw new CliError(`unknown series ${JSON.stringify(series.value)}: give --base, such as ubuntu@24.04`)
  if (base.given && !base.value.includes('@')) throw new CliError("expected base string to contain os and channel separated by '@'")
  return asked || null
}

const deployCharm = async (context: Context, client: ModelClient, { word, name, given, machines }: CharmCall): Promise<void> => {
  const { cwd } = context.io
  const constraints = readConstraints(given.constraints.value)
  const base = baseAsked(given)
  const bindings = await readBindings(client, given.bind.value)
  const to = machines()
  if (given.dryRun.value) context.notice('ignoring dry-run flag for local charms')
  const charm = await client.ask('add-charm', { path: resolve(cwd, word), shown: word, base })
  context.notice(`Located local charm "${charm.name}", revision ${charm.revision}`)
  const application = name ?? charm.name
  const { set, yaml } = await readConfigFlag(given.config.value, application, cwd)
  const resources = readResources(given.resource.value, cwd)
  if (charm.subordinate && (given.count.value > 1 || given.to.given))
    throw new CliError('cannot use --num-units or --to with subordinate application')
  if (charm.subordinate && constraints !== '') throw new CliError('cannot use --constraints with subordinate application')
  context.notice(`Deploying "${application}" from local charm "${charm.name}", revision ${charm.revision} on ${withRisk(charm.base)}`)
  await client.ask('deploy', {
    charm: charm.url,
    application,
    numUnits: charm.subordinate ? 0 : given.count.value,
    base: charm.base,
    config: set,
    configYaml: yaml,
    trust: given.trust.value,
    constraints,
    bindings,
    resources,
    storage: Object.fromEntries(given.storage.value),
    to,
    attachStorage: [...given.attach.value],
  })
  context.notice(`local-juju has no Ubuntu to boot: the machine runs ${MACHINE_BASE}, as status shows`)
}

/** Deploys a charm file as an application, or all of a bundle. */
export const command: Command = {
  usage: 'deploy [options] <charm or bundle> [<application name>]',
  summary: 'Deploys a packed charm, or a bundle of them.',
  details: `Takes a packed charm (./web.charm) or a bundle (./bundle.yaml); there is no charm store, so the path has to begin with . or /.
Units get machines of their own, which run ${MACHINE_BASE} whatever base the charm is for: the base only decides which charms may be deployed.
A bundle is checked whole before anything is changed. Applications of it that are there already keep their charm; options, units,
relations and exposure are brought in line. What of it has no effect here is named.`,
  examples: [
    'deploy ./web.charm',
    'deploy ./web.charm shop -n 2 --config port=8080',
    'deploy ./web.charm --to 0 --resource logo=./logo.png',
    'deploy ./bundle.yaml --overlay ./more.yaml --dry-run',
  ],
  declare: (flags) => {
    const given = deployFlags(flags)
    const { count, base, series, attach, channel } = given
    flags.ignored(['revision'], 'text', 'charms here come from files, not from a store')
    flags.ignored(['force'], 'bool', 'the base has to be one that the charm names')
    return ([word, name, ...rest]) => {
      if (word === undefined) throw usageError('no charm or bundle specified')
      noMoreWords(rest)
      const problem = name === undefined ? undefined : applicationNameProblem(name)
      if (problem !== undefined) throw usageError(problem)
      if (count.value < 1) throw usageError('--num-units must be a positive integer')
      const machines = placements(given.to)
      if (attach.given && count.value > 1) throw usageError('--attach-storage cannot be used with -n')
      if (channel.value.split('/').length > 3) {
        throw usageError(`error in --channel: channel is malformed and has too many components ${JSON.stringify(channel.value)}`)
      }
      if (base.given && series.given) throw usageError('--series and --base cannot be specified together')
      const mapping = machineMap(given.mapMachines.value)
      return async (context) => {
        const kind = kindOf(context.io.cwd, word)
        const refused = (kind === 'charm' ? bundleOnly : charmOnly).filter((flag) => flags.givenNames().has(flag))
        if (refused.length > 0) throw new CliError(`options provided but not supported when deploying a ${kind}: ${refused.join(', ')}`)
        if (channel.given) context.notice('--channel has no effect here: charms come from files, not from a store')
        const client = await openModel(context, given.model)
        if (kind === 'charm') return await deployCharm(context, client, { word, name, given, machines })
        const { deployBundle } = await import('../bundle/deploy.ts')
        return await deployBundle(context, client, {
          path: word,
          overlays: given.overlay.value,
          trust: given.trust.value,
          dryRun: given.dryRun.value,
          machines: mapping,
        })
      }
    }
  },
}
