import { charmOf, takeApplication } from '../applications.ts'
import { modelFlag, openModel } from '../client.ts'
import type { Command } from '../command.ts'
import { type Data, dataOf } from '../data.ts'
import { noMoreWords, usageError } from '../errors.ts'
import { table } from '../table.ts'
import { formatYaml } from '../yaml.ts'

/** Lists the actions of an application's charm. */
export const command: Command = {
  usage: 'actions [options] <application>',
  aliases: ['list-actions'],
  summary: 'Lists what actions an application has.',
  details: 'Lists the actions that the charm of an application has; with --schema also what parameters they take.',
  examples: ['actions web', 'actions web --schema --format json'],
  declare: (flags) => {
    const model = modelFlag(flags)
    const schema = flags.bool(['schema'], 'Show the JSON schemas of the parameters')
    const format = flags.format(['default', 'tabular', 'json', 'yaml'], 'default')
    return ([word, ...rest]) => {
      const name = takeApplication(word)
      noMoreWords(rest)
      if (schema.value && format.kind.value === 'tabular') throw usageError('full schema not compatible with tabular output')
      return async (context) => {
        const all = charmOf(await (await openModel(context, model)).read(), name).actions
        const names = Object.keys(all).sort()
        if (names.length === 0) return context.notice(`No actions defined for ${name}.`)
        const one = (action: string): Data => (schema.value ? dataOf(all[action]?.schema) : (all[action]?.description ?? ''))
        const data = new Map(names.map((action) => [action, one(action)]))
        const list = (): string => table([['Action', 'Description'], ...names.map((action) => [action, all[action]?.description ?? ''])])
        const byDefault = (): string => (schema.value ? formatYaml(data) : list())
        context.write(format, () => data, { default: byDefault, tabular: list })
      }
    }
  },
}
