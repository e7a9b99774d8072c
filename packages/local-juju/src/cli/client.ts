// The way to the controller and to the model that a command is about.
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { call } from '../controller/api/client.ts'
import { type Api, ApiError, type InModel, type ModelSummary, type VerbName } from '../controller/api/requests.ts'
import { dataDirectory } from '../controller/data-directory.ts'
import type { Model } from '../model/state.ts'
import type { Frozen } from '../model/values.ts'
import { JUJU_VERSION } from '../uniter/environment.ts'
import type { Context, Io } from './command.ts'
import { CliError, messageOf, usageError } from './errors.ts'
import type { Flag, FlagSet } from './flags.ts'

/** The one controller there is, its cloud, and its only user. */
export const controllerName = 'local'
export const cloudName = 'local'
export const userName = 'admin'

/** The release of Juju whose words, shapes and exit codes this command has. */
export const jujuVersion: string = JUJU_VERSION

/** The model that is made when none is there and none is named. */
const firstModel = 'default'

/** Gives the controller's UUID, made of its folder: the same at each call, another one for another controller. */
export const controllerUuid = (env: Io['env']): string => {
  const hex = createHash('sha256').update(dataDirectory(env)).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

const stateFile = (env: Io['env']): string => join(dataDirectory(env), 'client.json')

/** Reads which model is the current one. */
export const currentModel = (env: Io['env']): string | undefined => {
  try {
    const state: unknown = JSON.parse(readFileSync(stateFile(env), 'utf8'))
    return typeof state === 'object' && state !== null && 'model' in state && typeof state.model === 'string' ? state.model : undefined
  } catch {
    return undefined
  }
}

/** Remembers which model is the current one. */
export const setCurrentModel = (env: Io['env'], model: string | undefined): void => {
  mkdirSync(dataDirectory(env), { recursive: true, mode: 0o700 })
  const file = stateFile(env)
  writeFileSync(`${file}.${process.pid}`, `${JSON.stringify(model === undefined ? {} : { model })}\n`, { mode: 0o600 })
  renameSync(`${file}.${process.pid}`, file)
}

/** Asks the controller, which is started first if none answers. */
export const ask = async <Name extends VerbName>(io: Io, verb: Name, body: Api[Name]['request']): Promise<Api[Name]['response']> => {
  const directory = dataDirectory(io.env)
  try {
    return await call(directory, verb, body)
  } catch (error) {
    if (!isNotRunning(error) && !(isCutOff(error) && reads.has(verb))) throw error
  }
  const { ensureController } = await import('../controller/ensure.ts')
  try {
    await ensureController(directory)
  } catch (error) {
    throw new CliError(messageOf(error))
  }
  return await call(directory, verb, body)
}

const isNotRunning = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ECONNREFUSED')

/** Requests that change nothing: they are made again when the controller ended before it answered. */
const reads: ReadonlySet<VerbName> = new Set<VerbName>(['ping', 'models', 'snapshot'])

const isCutOff = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE')

/** A model, and the requests about it. */
export interface ModelClient {
  readonly name: string
  readonly io: Io
  ask<Name extends VerbName>(verb: Name, body: Omit<Api[Name]['request'], 'model'>): Promise<Api[Name]['response']>
  /** The whole model as it is now. */
  read(): Promise<Frozen<Model>>
}

/** Declares the flag that chooses the model. */
export const modelFlag = (flags: FlagSet): Flag<string> => flags.string(['m', 'model'], 'The model to work on: a name, or controller:name')

/** Declares the flag that chooses the controller; only one name is right. */
export const controllerFlag = (flags: FlagSet): Flag<string> =>
  flags.string(['c', 'controller'], 'The controller; there is one, called local')

/** Refuses a controller that is not there. */
export const checkController = (name: string): void => {
  if (name !== '' && name !== controllerName) throw usageError(`controller ${name} not found`)
}

/** Lists the models of the controller. */
export const listModels = (io: Io): Promise<readonly ModelSummary[]> => ask(io, 'models', {})

/** What a model's name as typed says: `model`, `owner/model`, `controller:model`, a UUID or its beginning. */
export const parseModelName = (text: string): { readonly controller: string; readonly owner: string; readonly model: string } => {
  const [, controller = '', owner = '', model = ''] = /^(?:([^:]*):)?(?:([^/]*)\/)?(.*)$/s.exec(text) ?? []
  return { controller, owner, model }
}

/** Finds a model among those there are, by what was typed. */
export const findModel = (models: readonly ModelSummary[], typed: string): ModelSummary | undefined => {
  const { owner, model } = parseModelName(typed)
  if (owner !== '' && owner !== userName) return undefined
  const byName = models.find((summary) => summary.name === model)
  if (byName || !/^[0-9a-f-]{6,36}$/.test(model)) return byName
  return models.find((summary) => summary.uuid.startsWith(model))
}

/** Writes the error of a model that is not there. */
export const modelNotFound = (typed: string): CliError => {
  const { owner, model } = parseModelName(typed)
  return new CliError(`model ${controllerName}:${owner || userName}/${model} not found`)
}

const modelClient = (io: Io, name: string): ModelClient => {
  const askModel = <Name extends VerbName>(verb: Name, body: Omit<Api[Name]['request'], 'model'>): Promise<Api[Name]['response']> =>
    ask(io, verb, { ...body, model: name } as InModel & typeof body as Api[Name]['request'])
  return { name, io, ask: askModel, read: async () => (await askModel('snapshot', {})).model }
}

/** Finds the model that a command is about: the flag's, else `JUJU_MODEL`'s, else the current one. */
export const openModel = async ({ io }: Context, flag: Flag<string>): Promise<ModelClient> => {
  const typed = flag.value || io.env.JUJU_MODEL || ''
  const named = parseModelName(typed)
  checkController(named.controller)
  if (named.controller === '' && io.env.JUJU_CONTROLLER && io.env.JUJU_CONTROLLER !== controllerName) {
    throw usageError(`No selected controller.\n\nUse "juju switch" to select from the following controllers:\n\n  - ${controllerName}\n`)
  }
  const models = await listModels(io)
  if (named.model !== '') {
    const found = findModel(models, typed)
    if (!found) throw modelNotFound(typed)
    return modelClient(io, found.name)
  }
  const current = currentModel(io.env)
  const found = models.find((model) => model.name === current)
  if (found) return modelClient(io, found.name)
  if (models.length > 0) throw usageError(`current model for controller ${controllerName} not found`)
  try {
    await ask(io, 'add-model', { name: firstModel, config: {} })
  } catch (error) {
    // Another call was first.
    if (!(error instanceof ApiError && error.code === 'already exists')) throw error
  }
  setCurrentModel(io.env, firstModel)
  return modelClient(io, firstModel)
}

/** Opens a model by its name, known to be there. */
export const openNamed = (io: Io, name: string): ModelClient => modelClient(io, name)
