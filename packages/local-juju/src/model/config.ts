import { FormatError, type Option, parseConfigValue, validateConfigValue } from '@charm-layers/charm-cli/format'
import type { Charm, ConfigOption } from './charm.ts'
import { Refused } from './refused.ts'
import type { Application } from './state.ts'
import type { ConfigValue, Frozen } from './values.ts'

const TRUE = ['1', 't', 'T', 'TRUE', 'true', 'True']
const FALSE = ['0', 'f', 'F', 'FALSE', 'false', 'False']
const SECRET_URI = /^secret:(?:\/\/[0-9a-f-]{36}\/)?([0-9a-v]{19}[0g])$/

/** Reads a boolean as Go's ParseBool does; undefined when it is none. */
export function parseBool(text: string): boolean | undefined {
  return TRUE.includes(text) ? true : FALSE.includes(text) ? false : undefined
}

/** Parses the text of an option by its type, or refuses in Juju's words. */
export function parseOption(charm: Frozen<Charm>, name: string, text: string): ConfigValue {
  const option = optionOf(charm, name)
  return option.type === 'secret' ? checkSecret(name, text) : inJujusWords(() => parseConfigValue(option, text))
}

/** Takes a value as YAML gave it. Null resets the option. */
export function checkYamlOption(charm: Frozen<Charm>, name: string, value: ConfigValue | null): ConfigValue | null {
  const option = optionOf(charm, name)
  if (option.type === 'secret' && typeof value === 'string') return checkSecret(name, value)
  return inJujusWords(() => validateConfigValue(option, value)) ?? null
}

function inJujusWords<Result>(run: () => Result): Result {
  try {
    return run()
  } catch (error) {
    throw error instanceof FormatError ? new Refused(error.message, 'bad request') : error
  }
}

function checkSecret(name: string, text: string): string {
  if (text !== '' && !SECRET_URI.test(text)) {
    throw new Refused(`invalid secret URI for option "${name}": secret URI "${text}" not valid`, 'bad request')
  }
  return text
}

function optionOf(charm: Frozen<Charm>, name: string): Option {
  const option = Object.hasOwn(charm.config, name) ? charm.config[name] : undefined
  if (option === undefined) throw new Refused(`parsing settings for application: unknown option "${name}"`, 'bad request')
  return { name, type: option.type, description: option.description, default: option.default ?? undefined }
}

/** What an operator asks to change in the options of one application. */
export interface ConfigChange {
  readonly set?: { readonly [option: string]: string }
  readonly setYaml?: { readonly [option: string]: ConfigValue | null }
  readonly reset?: readonly string[]
}

/** Gives the options as they stand after a change; refuses the whole change when one value is wrong. Unknown names to reset are ignored. */
export function changedConfig(charm: Frozen<Charm>, current: Frozen<Application['config']>, change: ConfigChange): Application['config'] {
  const config: Application['config'] = { ...current }
  for (const name of change.reset ?? []) delete config[name]
  for (const [name, value] of Object.entries(change.setYaml ?? {})) {
    const checked = checkYamlOption(charm, name, value)
    if (checked === null) delete config[name]
    else config[name] = checked
  }
  for (const [name, text] of Object.entries(change.set ?? {})) config[name] = parseOption(charm, name, text)
  return config
}

/** Gives every option with its value, the default where nothing is set, null without one: what `config-get --all` sees. */
export function effectiveConfig(charm: Frozen<Charm>, application: Frozen<Application>): { [option: string]: ConfigValue | null } {
  return Object.fromEntries(
    Object.entries(charm.config).map(([name, option]) => [
      name,
      application.config[name] ?? (option.default === '' ? emptyDefault(option) : option.default),
    ]),
  )
}

/** An empty default of a secret option counts as none; that of a string is the empty string. */
function emptyDefault(option: Frozen<ConfigOption>): ConfigValue | null {
  return option.type === 'secret' ? null : option.default
}
