import type { Frozen, Json } from '../../model/values.ts'
import { charmOf, takeApplication } from '../applications.ts'
import { modelFlag, openModel } from '../client.ts'
import type { Command } from '../command.ts'
import { type Data, dataOf } from '../data.ts'
import { noMoreWords, usageError } from '../errors.ts'
import { formatYaml } from '../yaml.ts'

const isJsonMap = (value: Frozen<Json> | undefined): value is Frozen<{ [key: string]: Json }> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What `show-action` says of a parameter: less than its schema. */
const argument = (schema: Frozen<Json>): Data => {
  if (!isJsonMap(schema)) return null
  const { type = null, description = null, default: initial } = schema
  return { type: dataOf(type), description: dataOf(description), default: initial === undefined ? undefined : dataOf(initial) }
}

/** Shows what an action does and takes. */
export const command: Command = {
  usage: 'show-action [options] <application> <action>',
  summary: 'Shows what an action does and takes.',
  details: "Shows an action's description and its parameters with types and defaults.",
  examples: ['show-action web backup', 'show-action -m other web backup'],
  declare: (flags) => {
    const model = modelFlag(flags)
    return ([word, action, ...rest]) => {
      const name = takeApplication(word)
      if (action === undefined) throw usageError('no action specified')
      noMoreWords(rest)
      return async (context) => {
        const found = charmOf(await (await openModel(context, model)).read(), name).actions[action]
        if (!found) {
          context.io.stderr.write(`unknown action ${JSON.stringify(action)}\n`)
          return 1
        }
        const { properties } = found.schema
        const parameters = new Map(isJsonMap(properties) ? Object.entries(properties).map(([key, schema]) => [key, argument(schema)]) : [])
        context.out(`${found.description}\n\nArguments\n${formatYaml(parameters)}\n`)
        return 0
      }
    }
  },
}
