import { isWithoutEffect, MODEL_CONFIG_DEFAULTS } from '../../model/model-config.ts'
import type { Model } from '../../model/state.ts'
import type { Frozen } from '../../model/values.ts'
import { jujuVersion, modelFlag, openModel, userName } from '../client.ts'
import type { Command } from '../command.ts'
import type { Data } from '../data.ts'
import { CliError } from '../errors.ts'
import { readNamedFile } from '../files.ts'
import { readConfigWords, readValueFiles } from '../key-values.ts'
import { table } from '../table.ts'

interface Attribute {
  readonly value: string
  readonly source: 'default' | 'model'
}

const attributesOf = (model: Frozen<Model>): ReadonlyMap<string, Attribute> => {
  const names = new Set([...Object.keys(MODEL_CONFIG_DEFAULTS), ...Object.keys(model.config)])
  const attributes = [...names].map((name): [string, Attribute] => {
    const own = model.config[name]
    return [name, own === undefined ? { value: MODEL_CONFIG_DEFAULTS[name] ?? '', source: 'default' } : { value: own, source: 'model' }]
  })
  attributes.push(['agent-version', { value: jujuVersion, source: 'model' }])
  return new Map(attributes.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** A value with the type that Juju's JSON gives it. */
const typed = (value: string): Data => (value === 'true' ? true : value === 'false' ? false : /^\d+$/.test(value) ? Number(value) : value)

const attributesTable = (attributes: ReadonlyMap<string, Attribute>): string =>
  table([
    ['Attribute', 'From', 'Value'],
    ...[...attributes].map(([name, { value, source }]) => [name, source, value === '' ? '""' : value]),
  ])

/** Reads, sets and resets the attributes of the model. */
export const command: Command = {
  usage: 'model-config [options] [<model-key>[=<value>] ...]',
  summary: 'Reads or changes the attributes of a model.',
  details: `Without words all attributes are shown, with one its value; key=value sets. Of those that real Juju has, update-status-hook-interval,
automatically-retry-hooks, logging-config, default-base, mode and the proxies have an effect here; the others are kept and shown.`,
  examples: [
    'model-config',
    'model-config update-status-hook-interval=1m',
    "model-config logging-config='<root>=INFO;unit=DEBUG'",
    'model-config --reset logging-config',
  ],
  declare: (flags) => {
    const model = modelFlag(flags)
    const reset = flags.list(['reset'], 'Attributes to set back to their defaults, with commas between', (text) => [text])
    const file = flags.string(['file'], 'A YAML file of attributes')
    flags.ignored(['ignore-read-only-fields'], 'bool', 'read-only attributes are refused')
    flags.ignored(['color'], 'bool', 'data is written without colour')
    flags.bool(['no-color'], 'No colour; there is none in data anyway')
    const format = flags.format(['tabular', 'json', 'yaml'], 'tabular')
    return (words) => {
      const asked = readConfigWords(words, reset.value, file.value)
      return async (context) => {
        const client = await openModel(context, model)
        const set = readValueFiles(asked.set, context.io.cwd)
        if (file.value !== '') {
          const { isLoose, readYaml } = await import('../yaml-input.ts')
          const content = readYaml(readNamedFile(context.io.cwd, file.value))
          if (isLoose(content))
            for (const [key, value] of Object.entries(content)) set[key] = typeof value === 'string' ? value : JSON.stringify(value)
        }
        if (Object.keys(set).length > 0 || asked.reset.length > 0) {
          const { warnings } = await client.ask('model-config', { set, reset: [...asked.reset] })
          for (const warning of warnings) context.warn(warning)
          for (const key of Object.keys(set)) if (isWithoutEffect(key)) context.notice(`${key} is kept and shown, and has no effect here`)
          return
        }
        const all = attributesOf(await client.read())
        const one = asked.get === undefined ? undefined : all.get(asked.get)
        if (asked.get !== undefined && !one) {
          throw new CliError(`${JSON.stringify(asked.get)} is not a key of the currently targeted model: "${userName}/${client.name}"`)
        }
        if (one && !format.kind.given) return context.out(`${one.value}\n`)
        const shown = one && asked.get !== undefined ? new Map([[asked.get, one]]) : all
        const json = format.kind.value === 'json'
        const entry = ({ value, source }: Attribute): Data =>
          json ? { Value: typed(value), Source: source } : { value: typed(value), source }
        context.write(format, () => new Map([...shown].map(([name, attribute]) => [name, entry(attribute)])), {
          tabular: () => attributesTable(shown),
        })
      }
    }
  },
}
