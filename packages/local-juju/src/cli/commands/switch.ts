import { controllerName, currentModel, findModel, listModels, parseModelName, setCurrentModel, userName } from '../client.ts'
import type { Command } from '../command.ts'
import { CliError, noMoreWords, usageError } from '../errors.ts'

const shown = (model: string | undefined): string => (model === undefined ? controllerName : `${controllerName}:${userName}/${model}`)

/** Shows or changes the current model. */
export const command: Command = {
  usage: 'switch [options] [<controller>|<model>|<controller>:|:<model>|<controller>:<model>]',
  summary: 'Shows or chooses the current model.',
  details:
    'Without a name the current controller and model are printed; with one, it becomes the current model. JUJU_MODEL and -m come before it.',
  examples: ['switch', 'switch test', 'switch local:test'],
  declare: (flags) => {
    const model = flags.string(['m', 'model'], 'The model to work on: a name, or controller:name')
    const controller = flags.string(['c', 'controller'], 'The controller; there is one, called local')
    return ([word, ...rest]) => {
      noMoreWords(rest)
      if (model.given && controller.given) throw usageError('cannot specify both a --model and --controller')
      const wanted = model.value || controller.value || word
      return async (context) => {
        const { io } = context
        const before = currentModel(io.env)
        if (wanted === undefined) {
          if (before === undefined) throw new CliError('no currently specified model')
          return context.out(`${shown(before)}\n`)
        }
        const change = (after: string | undefined): void => {
          if (after !== before) setCurrentModel(io.env, after)
          context.notice(after === before ? `${shown(before)} (no change)` : `${shown(before)} -> ${shown(after)}`)
        }
        if (wanted === controllerName || wanted === `${controllerName}:`) return change(before)
        const named = parseModelName(wanted)
        if (named.controller !== '' && named.controller !== controllerName) {
          throw new CliError(`invalid target controller: controller ${named.controller} not found`)
        }
        const found = findModel(await listModels(io), wanted)
        if (!found) throw new CliError(`${JSON.stringify(wanted)} is not the name of a model or controller`)
        change(found.name)
      }
    }
  },
}
