// `juju actions` and `juju show-action`.
import type { Charm } from '../../model/charm.ts'
import type { Model } from '../../model/state.ts'
import type { Frozen, Json } from '../../model/values.ts'
import { modelFlag, openModel } from '../client.ts'
import type { Command } from '../command.ts'
import { type Data, dataOf } from '../data.ts'
import { CliError, noMoreWords, usageError } from '../errors.ts'
import { isApplicationName } from '../names.ts'
import { table } from '../table.ts'
import { formatYaml } from '../yaml.ts'

const takeName = (name: string | undefined): string => {
  if (name === undefined) throw usageError('no application name specified')
  if (!isApplicationName(name)) throw usageError(`invalid application name ${JSON.stringify(name)}`)
  return name
}

const charmOf = (state: Frozen<Model>, name: string): Frozen<Charm> => {
  const charm = state.charms[state.applications[name]?.charm ?? '']
  if (!charm) throw new CliError(`application ${JSON.stringify(name)} not found`)
  return charm
}

/** Lists the actions of an application's charm. */
export const actions: Command = (flags) => {
  const model = modelFlag(flags)
  const schema = flags.bool(['schema'], 'Show the JSON schemas of the parameters')
  const format = flags.format(['default', 'tabular', 'json', 'yaml'], 'default')
  return ([word, ...rest]) => {
    const name = takeName(word)
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
}

const isJsonMap = (value: Frozen<Json> | undefined): value is Frozen<{ [key: string]: Json }> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What `show-action` says of a parameter: less than its schema. */
const argument = (schema: Frozen<Json>): Data => {
  if (!isJsonMap(schema)) return null
  const { type = null, description = null, default: initial } = schema
  return { type: dataOf(type), description: dataOf(description), default: initial === undefined ? undefined : dataOf(initial) }
}

/** Shows what an action does and takes. */
export const showAction: Command = (flags) => {
  const model = modelFlag(flags)
  return ([word, action, ...rest]) => {
    const name = takeName(word)
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
}
