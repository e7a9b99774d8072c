// `juju deploy ./bundle.yaml`: prints the list of changes, then makes them one by one.
import { dirname, resolve } from 'node:path'
import type { ModelClient } from '../client.ts'
import type { Context } from '../command.ts'
import { readConstraints } from '../constraints.ts'
import { CliError, messageOf } from '../errors.ts'
import { readNamedFile } from '../files.ts'
import { readYamlDocuments } from '../yaml-input.ts'
import { type Change, changesFor, changeText, type MachineMap } from './changes.ts'
import { readCharms, tellKept } from './charms.ts'
import { bundleProblems } from './check.ts'
import { type Bundle, bundleErrors, readBundle } from './parse.ts'

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
        bindings: { ...application.bindings },
        resources: Object.fromEntries(resources.map(([name, path]) => [name, resolve(folder, path)])),
        storage: { ...application.storage },
        to: [],
        attachStorage: [],
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
      await client.ask('add-unit', {
        application: change.application,
        numUnits: 1,
        to: machine === undefined ? [] : [machine],
        attachStorage: [],
      })
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
  const { charms, problems } = await readCharms(folder, bundle, model)
  const changes = changesFor(bundle, model, charms, request.machines)
  const relations = changes.flatMap((change) => (change.do === 'relate' ? [change.sides] : []))
  const mapped = request.machines === 'existing' ? [] : [...request.machines.values()].filter((id) => model.machines[id] === undefined)
  const lost = mapped.map((id) => `--map-machines: machine ${id} not found`)
  const all = [...lost, ...problems, ...bundleProblems(bundle, model, { charms, relations, folder })]
  if (all.length > 0) throw bundleErrors(all)
  if (bundle.unread.length > 0) context.warn(`local-juju does not use of the bundle: ${bundle.unread.join(', ')}`)
  tellKept(context, bundle, model, folder)
  if (changes.length === 0) return context.notice('No changes to apply.')
  context.out(`${request.dryRun ? 'Changes to deploy bundle' : 'Executing changes'}:\n`)
  const state = { charms: new Map<string, string>(), machines: [] as string[] }
  for (const change of changes) {
    context.out(`- ${changeText(change)}\n`)
    if (request.dryRun) continue
    try {
      await applyChange(client, change, folder, state)
    } catch (error) {
      throw new CliError(`cannot deploy bundle: ${messageOf(error)}`)
    }
  }
  if (!request.dryRun) context.notice('Deploy of bundle completed.')
}
