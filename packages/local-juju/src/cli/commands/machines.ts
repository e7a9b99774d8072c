import { modelFlag } from '../client.ts'
import type { Command } from '../command.ts'
import { noMoreWords } from '../errors.ts'
import { readMachines } from '../status/machines.ts'
import { machinesTable } from '../status/tabular.ts'

/** Lists the machines of the model. */
export const command: Command = {
  usage: 'machines [options]',
  aliases: ['list-machines'],
  summary: 'Lists the machines.',
  details: 'Shows the machines of the model with their addresses and states.',
  examples: ['machines', 'machines --format json'],
  declare: (flags) => {
    const model = modelFlag(flags)
    const utc = flags.bool(['utc'], 'Times in UTC')
    flags.ignored(['color'], 'bool', 'data is written without colour')
    flags.bool(['no-color'], 'No colour; there is none in data anyway')
    const format = flags.format(['tabular', 'json', 'yaml'], 'tabular')
    return (words) => {
      noMoreWords(words)
      return async (context) => {
        const view = await readMachines(context, model, utc.value)
        context.write(format, () => ({ model: view.model.name, machines: view.machines }), { tabular: () => machinesTable(view) })
      }
    }
  },
}
