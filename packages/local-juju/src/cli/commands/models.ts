// `juju add-model`, `models`, `show-model` and `destroy-model`.
import type { ModelSummary } from '../../controller/api/requests.ts'
import type { Model } from '../../model/state.ts'
import type { Frozen } from '../../model/values.ts'
import {
  ask,
  checkController,
  cloudName,
  controllerFlag,
  controllerName,
  controllerUuid,
  currentModel,
  findModel,
  jujuVersion,
  listModels,
  modelFlag,
  modelNotFound,
  openModel,
  openNamed,
  parseModelName,
  setCurrentModel,
  userName,
} from '../client.ts'
import type { Command, Context, Io } from '../command.ts'
import type { Struct } from '../data.ts'
import { CliError, noMoreWords, usageError } from '../errors.ts'
import { splitPair } from '../key-values.ts'
import { readNamedFile } from '../files.ts'
import { sortNatural } from '../natural.ts'
import { table } from '../table.ts'
import { waitUntilGone } from '../wait-until-gone.ts'

const readConfig = async (words: readonly string[], cwd: string): Promise<Record<string, string>> => {
  const config: Record<string, string> = {}
  for (const word of words) {
    const pair = splitPair(word)
    if (pair) {
      config[pair[0]] = pair[1]
      continue
    }
    const { isLoose, readYaml } = await import('../yaml-input.ts')
    const content = readYaml(readNamedFile(cwd, word))
    if (isLoose(content))
      for (const [key, value] of Object.entries(content)) config[key] = typeof value === 'string' ? value : JSON.stringify(value)
  }
  return config
}

/** Adds a model; every model has machines and a network of its own. */
export const addModel: Command = (flags) => {
  const controller = controllerFlag(flags)
  const config = flags.list(['config'], 'An attribute as key=value, or a YAML file of attributes; may be given several times', (text) => [
    text,
  ])
  flags.ignored(['credential'], 'text', 'there is no cloud')
  const owner = flags.string(['owner'], 'The owner of the model; the only user is admin')
  const noSwitch = flags.bool(['no-switch'], 'Keep the current model')
  return ([name, cloud, ...rest]) => {
    if (name === undefined) {
      throw usageError('juju: no model name was passed. See "juju add-model --help".\n\nDid you mean:\n\tjuju add-model <model name>')
    }
    if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name)) {
      throw usageError(`${JSON.stringify(name)} is not a valid name: model names may only contain lowercase letters, digits and hyphens`)
    }
    if (owner.given && !/^[a-zA-Z0-9][a-zA-Z0-9.+-]*$/.test(owner.value))
      throw usageError(`${JSON.stringify(owner.value)} is not a valid user`)
    noMoreWords(rest)
    checkController(controller.value)
    return async (context) => {
      if (owner.given && owner.value !== userName)
        throw new CliError(`user ${JSON.stringify(owner.value)} not found: local-juju has the user ${JSON.stringify(userName)} only`)
      if (cloud !== undefined && cloud.split('/')[0] !== cloudName)
        throw new CliError(`cloud ${JSON.stringify(cloud)} not found: local-juju has the cloud ${JSON.stringify(cloudName)} only`)
      await ask(context.io, 'add-model', { name, config: await readConfig(config.value, context.io.cwd) })
      if (!noSwitch.value) setCurrentModel(context.io.env, name)
      context.notice(`Added '${name}' model on ${cloudName} for user '${userName}'`)
    }
  }
}

const modelData = (model: ModelSummary, io: Io): Struct => ({
  name: `${userName}/${model.name}`,
  'short-name': model.name,
  'model-uuid': model.uuid,
  'model-type': 'iaas',
  'controller-uuid': controllerUuid(io.env),
  'controller-name': controllerName,
  'is-controller': false,
  owner: userName,
  cloud: cloudName,
  type: cloudName,
  life: model.life,
})

const modelStatus = (model: ModelSummary): string => (model.life === 'alive' ? 'available' : 'destroying')

/** Lists the models. */
export const models: Command = (flags) => {
  const controller = controllerFlag(flags)
  flags.bool(['all'], 'All models, as without it: the only user sees them all')
  const uuid = flags.bool(['uuid'], 'Show the UUIDs of the models too')
  flags.ignored(['exact-time'], 'bool', 'there are no logins to tell the time of')
  flags.ignored(['user'], 'text', 'the only user is admin')
  const format = flags.format(['tabular', 'json', 'yaml'], 'tabular')
  return (words) => {
    noMoreWords(words)
    checkController(controller.value)
    return async (context) => {
      const all = [...(await listModels(context.io))].sort((a, b) => (a.name < b.name ? -1 : 1))
      const current = currentModel(context.io.env)
      const head = [
        'Model',
        ...(uuid.value ? ['UUID'] : []),
        'Cloud/Region',
        'Type',
        'Status',
        'Machines',
        'Units',
        'Access',
        'Last connection',
      ]
      const rows = all.map((model) => [
        `${model.name}${model.name === current ? '*' : ''}`,
        ...(uuid.value ? [model.uuid] : []),
        cloudName,
        cloudName,
        modelStatus(model),
        `${model.machines}`,
        `${model.units || '-'}`,
        'admin',
        'just now',
      ])
      const data = (model: ModelSummary): Struct => ({
        ...modelData(model, context.io),
        status: { current: modelStatus(model) },
        access: 'admin',
        'last-connection': 'just now',
        'agent-version': jujuVersion,
      })
      context.write(format, () => ({ models: all.map(data), 'current-model': current }), {
        tabular: () => `Controller: ${controllerName}\n\n${table([head, ...rows], { right: uuid.value ? [5, 6] : [4, 5] })}`,
      })
    }
  }
}

const shownModel = (summary: ModelSummary, model: Frozen<Model>, io: Io): Struct => ({
  ...modelData(summary, io),
  status: { current: modelStatus(summary), since: 'just now' },
  users: new Map([[userName, { 'display-name': userName, access: 'admin', 'last-connection': 'just now' }]]),
  machines: new Map(sortNatural(Object.keys(model.machines)).map((id) => [id, { cores: 0 }])),
  'secret-backends': new Map([['internal', { 'num-secrets': Object.keys(model.secrets).length, status: 'active' }]]),
  'agent-version': jujuVersion,
  credential: { name: 'default', owner: userName, cloud: cloudName, 'validity-check': 'valid' },
  'supported-features': [{ name: 'juju', description: 'the version of Juju used by the model', version: jujuVersion }],
})

/** Shows a model, the current one if none is named. */
export const showModel: Command = (flags) => {
  const model = modelFlag(flags)
  const format = flags.format(['yaml', 'json'], 'yaml')
  return ([name, ...rest]) => {
    noMoreWords(rest)
    return async (context) => {
      const client = await openModel(context, name === undefined ? model : { value: name, given: true })
      const summary = (await listModels(context.io)).find((candidate) => candidate.name === client.name)
      if (!summary) throw modelNotFound(client.name)
      const state = await client.read()
      context.write(format, () => new Map([[summary.name, shownModel(summary, state, context.io)]]))
    }
  }
}

const confirm = async (context: Context, name: string): Promise<void> => {
  context.warn(`This command will destroy the ${JSON.stringify(name)} model and affect everything in it.`)
  context.io.stderr.write('\nTo continue, enter the name of the model to be unregistered: ')
  let typed = ''
  for await (const chunk of context.io.stdin) {
    typed += String(chunk)
    if (typed.includes('\n')) break
  }
  if (typed.trim() !== name) throw new CliError('model destruction: aborted')
}

/** Removes a model with everything in it, and waits for the end. */
export const destroyModel: Command = (flags) => {
  const noPrompt = flags.bool(['y', 'yes', 'no-prompt'], 'Do not ask')
  const destroyStorage = flags.bool(['destroy-storage'], 'Remove the storage too; there is none here')
  const releaseStorage = flags.bool(['release-storage'], 'Leave the storage behind; there is none here')
  const force = flags.bool(['force'], 'Do not wait for hooks: units are removed as they are')
  const noWait = flags.bool(['no-wait'], 'With --force: wait for nothing')
  const timeout = flags.duration(['t', 'timeout'], 'With --force: how long each step may take', -1)
  return ([typed, ...rest]) => {
    if (typed === undefined) throw usageError('no model specified')
    noMoreWords(rest)
    if (destroyStorage.value && releaseStorage.value) throw usageError('--destroy-storage and --release-storage cannot both be specified')
    if (timeout.given && !force.value) throw usageError('--timeout can only be used with --force (dangerous)')
    if (timeout.given && timeout.value < 0) throw usageError('--timeout must be zero or greater')
    return async (context) => {
      const { io } = context
      if (noWait.value && !force.value) throw new CliError('--no-wait without --force not valid')
      checkController(parseModelName(typed).controller)
      const found = findModel(await listModels(io), typed)
      if (!found) throw modelNotFound(typed)
      if (!noPrompt.value) await confirm(context, found.name)
      context.notice('Destroying model')
      await openNamed(io, found.name).ask('destroy-model', { force: force.value })
      await waitUntilGone(context, found.name)
      if (currentModel(io.env) === found.name) setCurrentModel(io.env, undefined)
    }
  }
}
