import { ask, checkController, cloudName, controllerFlag, setCurrentModel, userName } from '../client.ts'
import type { Command } from '../command.ts'
import { CliError, noMoreWords, usageError } from '../errors.ts'
import { readNamedFile } from '../files.ts'
import { splitPair } from '../key-values.ts'

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
export const command: Command = {
  usage: 'add-model [options] <model name> [cloud|region]',
  summary: 'Makes a model.',
  details:
    'Every model has machines and a network of its own. The new one becomes the current one. The first model, "default", is made by the first command that needs one.',
  examples: ['add-model test', 'add-model test --no-switch', 'add-model test --config update-status-hook-interval=1m'],
  declare: (flags) => {
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
  },
}
