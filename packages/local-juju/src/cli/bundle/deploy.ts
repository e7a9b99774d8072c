// `juju deploy ./bundle.yaml`: prints the list of changes, then makes them one by one.
import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { ModelClient } from '../client.ts'
import type { Context } from '../command.ts'
import { readConstraints } from '../constraints.ts'
import { CliError } from '../errors.ts'
import { readNamedFile } from '../files.ts'
import { readYamlDocuments } from '../yaml-input.ts'
import { type Change, type CharmFile, changesFor, changeText, type MachineMap } from './changes.ts'
import { type Bundle, readBundle } from './parse.ts'

/** What the command line says of a bundle. */
export interface BundleRequest {
  /** As typed. */
  readonly path: string
  readonly overlays: readonly string[]
  readonly trust: boolean
  readonly dryRun: boolean
  readonly machines: MachineMap
}

/** Reads a bundle with its overlays; all its charms are files below the bundle's folder or absolute. */
const loadBundle = (cwd: string, { path, overlays }: Pick<BundleRequest, 'path' | 'overlays'>): Bundle => {
  try {
    return readBundle([path, ...overlays].flatMap((file) => readYamlDocuments(readNamedFile(cwd, file))))
  } catch (error) {
    if (error instanceof CliError && error.message.startsWith('yaml: ')) {
      throw new CliError(`cannot deploy bundle: cannot unmarshal bundle contents: unmarshal document 0: ${error.message}`)
    }
    throw error
  }
}

const charmFile = async (folder: string, charm: string, base: string | undefined): Promise<CharmFile> => {
  const path = resolve(folder, charm.replace(/^local:/, ''))
  if (!existsSync(path)) {
    const store = !/^[./]|\.charm$/.test(charm)
    throw new CliError(
      store
        ? `cannot deploy bundle: charm ${JSON.stringify(charm)} is not a file; local-juju has no charm store`
        : `cannot deploy bundle: charm path ${JSON.stringify(charm)}: no charm was found at ${JSON.stringify(path)}`,
    )
  }
  if (base !== undefined) return { path, base }
  const { readCharmArchive } = await import('@charm-layers/charm-cli/format')
  const archive = await readCharmArchive(path)
  archive.close()
  const bases = archive.charm.manifest?.bases ?? []
  const [first] = bases.filter(({ channel }) => channel.track === '24.04').concat(bases)
  return { path, base: first ? `${first.name}@${first.channel.track}` : 'ubuntu@24.04' }
}

const applyChange = async (
  client: ModelClient,
  change: Change,
  folder: string,
  state: { charms: Map<string, string>; machines: string[] },
): Promise<void> => {
  switch (change.do) {
    case 'upload': {
      const added = await client.ask('add-charm', {
        path: change.path,
        shown: change.application.charm,
        base: change.application.base ?? null,
      })
      state.charms.set(change.application.name, added.url)
      return
    }
    case 'deploy': {
      const { application } = change
      const resources = Object.entries(application.resources).filter(([, path]) => path !== '')
      await client.ask('deploy', {
        charm: state.charms.get(application.name) ?? '',
        application: application.name,
        numUnits: 0,
        base: change.base,
        config: {},
        configYaml: { ...application.options },
        trust: application.trust,
        constraints: readConstraints([application.constraints]),
        bindings: {},
        resources: Object.fromEntries(resources.map(([name, path]) => [name, resolve(folder, path)])),
        to: [],
      })
      return
    }
    case 'configure':
      await client.ask('config', { application: change.application.name, set: {}, setYaml: { ...change.application.options }, reset: [] })
      return
    case 'expose':
      await client.ask('expose', { application: change.application, exposed: true })
      return
    case 'machine':
      state.machines[change.number] = (await client.ask('add-machine', {})).machine
      return
    case 'relate':
      await client.ask('integrate', { sides: [change.sides[0], change.sides[1]] })
      return
    case 'unit': {
      const machine = 'existing' in change.target ? change.target.existing : state.machines[change.target.added]
      await client.ask('add-unit', { application: change.application, numUnits: 1, to: machine === undefined ? [] : [machine] })
      return
    }
  }
}

/** Deploys a bundle as a difference to what is there. */
export const deployBundle = async (context: Context, client: ModelClient, request: BundleRequest): Promise<void> => {
  const folder = dirname(resolve(context.io.cwd, request.path))
  const bundle = loadBundle(context.io.cwd, request)
  const untrusted = bundle.applications.filter((application) => application.trust && !request.trust)
  if (untrusted.length > 0) {
    const names = untrusted.map((application) => `  - ${application.name}`).join('\n')
    throw new CliError(
      `Bundle cannot be deployed without trusting applications with your cloud credentials.\nPlease repeat the deploy command with the --trust argument if you consent to trust the following application(s):\n${names}`,
    )
  }
  const model = await client.read()
  const charms = new Map<string, CharmFile>()
  for (const application of bundle.applications) {
    if (!model.applications[application.name]) charms.set(application.name, await charmFile(folder, application.charm, application.base))
  }
  const changes = changesFor(bundle, model, charms, request.machines)
  if (changes.length === 0) return context.notice('No changes to apply.')
  context.out(`${request.dryRun ? 'Changes to deploy bundle' : 'Executing changes'}:\n`)
  const state = { charms: new Map<string, string>(), machines: [] as string[] }
  for (const change of changes) {
    context.out(`- ${changeText(change)}\n`)
    if (!request.dryRun) await applyChange(client, change, folder, state)
  }
  if (!request.dryRun) context.notice('Deploy of bundle completed.')
}
