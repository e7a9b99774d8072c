import type { Charm } from '../../model/charm.ts'
import type { Application } from '../../model/state.ts'
import type { ConfigValue, Frozen } from '../../model/values.ts'
import { modelFlag, openModel } from '../client.ts'
import type { Command } from '../command.ts'
import { type Data, mapOf } from '../data.ts'
import { CliError, messageOf, usageError } from '../errors.ts'
import { readNamedFile } from '../files.ts'
import { parseBool } from '../go.ts'
import { readConfigWords, readValueFiles } from '../key-values.ts'

/** Writes a value as the one word that `config app key` prints. */
const bare = (value: ConfigValue | null): string => (value === null ? '' : String(value))

const settingsOf = (charm: Frozen<Charm>, application: Frozen<Application>): ReadonlyMap<string, Data> =>
  new Map(
    Object.entries(charm.config).map(([name, option]): [string, Data] => {
      const user = application.config[name]
      const value = user ?? option.default
      return [
        name,
        {
          default: option.default ?? undefined,
          description: option.description,
          source: user !== undefined ? 'user' : option.default !== null ? 'default' : 'unset',
          type: option.type,
          value: value ?? undefined,
        },
      ]
    }),
  )

const trustSetting = (trust: boolean): Data =>
  mapOf({
    default: false,
    description: 'Does this application have access to trusted credentials',
    source: trust ? 'user' : 'default',
    type: 'bool',
    value: trust,
  })

const trustValue = (text: string): boolean => {
  try {
    return parseBool(text)
  } catch (error) {
    throw new CliError(`parsing trust setting: ${messageOf(error)}`)
  }
}

const readAll = async (stream: AsyncIterable<unknown>): Promise<string> => {
  let text = ''
  for await (const chunk of stream) text += String(chunk)
  return text
}

/** Reads, sets and resets the options of an application. */
export const command: Command = {
  usage: 'config [options] <application name> [--reset <key[,key]>] [<attribute-key>][=<value>] ...]',
  summary: 'Reads or changes the options of an application.',
  details: `With a name alone, all options are shown with their defaults and where their values come from; with one option, its bare value.
Values are set as key=value, or key=@file for the content of a file. All changes of a call are made, or none if one is refused.
The charm then runs config-changed on every unit.`,
  examples: [
    'config web',
    'config web port',
    'config web port=8080 title="Hello there"',
    'config web --reset port,title',
    'config web --file web.yaml',
  ],
  declare: (flags) => {
    const model = modelFlag(flags)
    const file = flags.string(['file'], 'A YAML file of options keyed by application; - is standard input')
    const reset = flags.list(['reset'], 'Options to set back to their defaults, with commas between', (text) => [text])
    flags.ignored(['color'], 'bool', 'data is written without colour')
    flags.bool(['no-color'], 'No colour; there is none in data anyway')
    const format = flags.format(['yaml', 'json', 'smart'], 'yaml')
    return ([name, ...rest]) => {
      if (name === undefined || name.includes('=')) throw usageError('no application name specified')
      const words = readConfigWords(rest, reset.value, file.value)
      return async (context) => {
        const client = await openModel(context, model)
        if (file.value !== '' || words.reset.length > 0 || Object.keys(words.set).length > 0) {
          const { trust, ...set } = readValueFiles(words.set, context.io.cwd)
          const yaml =
            file.value === '' ? undefined : file.value === '-' ? await readAll(context.io.stdin) : readNamedFile(context.io.cwd, file.value)
          const setYaml = yaml === undefined ? {} : (await import('../yaml-input.ts')).optionsOf(yaml, name)
          const trusted = trust === undefined ? (words.reset.includes('trust') ? false : undefined) : trustValue(trust)
          await client.ask('config', { application: name, set, setYaml, reset: words.reset.filter((key) => key !== 'trust') })
          if (trusted !== undefined) await client.ask('trust', { application: name, trust: trusted })
          return
        }
        const state = await client.read()
        const application = state.applications[name]
        const charm = application && state.charms[application.charm]
        if (!charm) throw new CliError(`application ${JSON.stringify(name)} not found (not found)`)
        if (words.get === 'trust') return context.out(`${application.trust}\n`)
        if (words.get !== undefined) {
          const option = Object.hasOwn(charm.config, words.get) ? charm.config[words.get] : undefined
          if (!option)
            throw new CliError(
              `key ${JSON.stringify(words.get)} not found in ${JSON.stringify(name)} application config or charm settings.`,
            )
          return context.out(`${bare(application.config[words.get] ?? option.default)}\n`)
        }
        context.write(format, () => ({
          application: name,
          'application-config': { trust: trustSetting(application.trust) },
          charm: charm.name,
          settings: settingsOf(charm, application),
        }))
      }
    }
  },
}
