import { controllerName, currentModel, userName } from '../client.ts'
import type { Command } from '../command.ts'
import { noMoreWords } from '../errors.ts'
import { table } from '../table.ts'

/** Prints the controller, the model and the user. */
export const command: Command = {
  usage: 'whoami [options]',
  summary: 'Shows controller, model and user.',
  details: 'The controller is always local, the user always admin.',
  examples: ['whoami', 'whoami --format yaml'],
  declare: (flags) => {
    const format = flags.format(['tabular', 'json', 'yaml'], 'tabular')
    return (words) => {
      noMoreWords(words)
      return async (context) => {
        const model = currentModel(context.io.env)
        const rows = [
          ['Controller:', controllerName],
          ['Model:', model ?? '<no-current-model>'],
          ['User:', userName],
        ]
        context.write(format, () => ({ controller: controllerName, model, user: userName }), { tabular: () => table(rows) })
      }
    }
  },
}
