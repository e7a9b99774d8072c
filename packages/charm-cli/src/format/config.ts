import { decoder, mapField, textEntries, textField } from './decode.ts'
import { FormatError, type FormatOptions } from './errors.ts'
import { parseBool, parseFloat64, parseInt64, quote } from './go.ts'
import * as schema from './schema.ts'
import { lookUp, sourceText, type Value } from './value.ts'
import { parseYaml } from './yaml.ts'

/** The types an option can have. */
export type OptionType = 'string' | 'int' | 'float' | 'boolean' | 'secret'

/** A value that an option can have. */
export type ConfigValue = string | number | boolean

/** One option of config.yaml. */
export interface Option {
  readonly name: string
  readonly type: OptionType
  readonly description: string
  /** Undefined when the option has no default. */
  readonly default: ConfigValue | undefined
}

const types: ReadonlySet<string> = new Set<OptionType>(['string', 'int', 'float', 'boolean', 'secret'])
const isOptionType = (type: string): type is OptionType => types.has(type)

/**
 * Reads config.yaml.
 *
 * @throws FormatError with Juju's text.
 */
export const parseConfig = (text: string, { juju = '3.6' }: FormatOptions = {}): ReadonlyMap<string, Option> => {
  const isJuju4 = juju === '4.0'
  const decode = decoder()
  const config = mapField(parseYaml(text), isJuju4 ? 'charm.ConfigSpec' : 'charm.Config', decode)
  decode.finish()
  const given = config === undefined ? undefined : textEntries(config, decode).get('options')
  if (given === undefined) throw new FormatError('invalid config: empty configuration', 'options')
  const options = [...textEntries(mapField(given, 'map[string]charm.Option', decode), decode)].map(([name, value]) => {
    const map = mapField(value, 'charm.Option', decode)
    const field = (key: string): Value | undefined => (map === undefined ? undefined : lookUp(map, key))
    const type = textField(field('type'), decode)
    return { name, type, description: textField(field('description'), decode), default: field('default') }
  })
  decode.finish()
  return new Map(options.map((option) => [option.name, optionOf(option, isJuju4)] as const))
}

interface RawOption {
  readonly name: string
  readonly type: string
  readonly description: string
  readonly default: Value | undefined
}

const optionOf = (raw: RawOption, isJuju4: boolean): Option => {
  const { name, description } = raw
  const type = raw.type === '' ? 'string' : isJuju4 && raw.type === 'integer' ? 'int' : raw.type
  if (!isOptionType(type))
    throw new FormatError(`invalid config: option ${quote(name)} has unknown type ${quote(type)}`, `options.${name}.type`)
  const value = raw.default
  if (value === undefined || value.kind === 'nil') return { name, type, description, default: undefined }
  try {
    return { name, type, description, default: coerced(type, value) }
  } catch {
    const text = `option ${quote(name)} expected ${type}, got ${sourceText(value)}`
    throw new FormatError(`invalid config default: ${text}`, `options.${name}.default`)
  }
}

const coerced = (type: OptionType, value: Value): ConfigValue => {
  switch (type) {
    case 'int':
      return schema.int(value, '')
    case 'float':
      return schema.float(value, '')
    case 'boolean':
      return schema.bool(value, '')
    case 'string':
      return schema.string(value, '')
    case 'secret':
      return secretUri(schema.string(value, ''))
  }
}

/** A secret's address, or nothing. */
const secretUri = (text: string): string => {
  if (text === '') return text
  const scheme = /^([a-zA-Z][a-zA-Z0-9+.-]*):/.exec(text)?.[1]
  if (scheme === undefined) throw new FormatError('secret URI scheme missing not valid')
  if (scheme.toLowerCase() !== 'secret') throw new FormatError(`secret URI scheme ${quote(scheme.toLowerCase())} not valid`)
  return text
}

/** Finds an option that a user names. @throws FormatError when there is none. */
export const findOption = (options: ReadonlyMap<string, Option>, name: string): Option => {
  const option = options.get(name)
  if (option === undefined) throw new FormatError(`unknown option ${quote(name)}`, name)
  return option
}

/**
 * Reads the text that a user gives for an option, as in `juju config app name=text`. A secret's address is checked later.
 *
 * @throws FormatError with Juju's text.
 */
export const parseConfigValue = ({ name, type }: Option, text: string): ConfigValue => {
  const value = read(type, text)
  if (value === undefined) throw new FormatError(`option ${quote(name)} expected ${type}, got ${quote(text)}`, name)
  return value
}

const read = (type: OptionType, text: string): ConfigValue | undefined => {
  switch (type) {
    case 'int': {
      const integer = parseInt64(text, 10)
      return integer === undefined ? undefined : Number(integer)
    }
    case 'float':
      return parseFloat64(text)
    case 'boolean':
      return parseBool(text)
    default:
      return text
  }
}

/**
 * Checks a value that has a type already, as a client sends it in JSON or a bundle holds it; null unsets.
 *
 * @throws FormatError with Juju's text.
 */
export const validateConfigValue = (option: Option, value: ConfigValue | null): ConfigValue | undefined => {
  if (value === null) return undefined
  const shown = yamlValue(value)
  try {
    return coerced(option.type, shown)
  } catch {
    throw new FormatError(`option ${quote(option.name)} expected ${option.type}, got ${sourceText(shown)}`, option.name)
  }
}

const yamlValue = (value: ConfigValue): Value => {
  const scalar = { raw: String(value), tag: '', line: 1 }
  if (typeof value === 'string') return { ...scalar, kind: 'string', value }
  if (typeof value === 'boolean') return { ...scalar, kind: 'bool', value }
  return Number.isInteger(value) ? { ...scalar, kind: 'int', value: BigInt(value) } : { ...scalar, kind: 'float', value }
}
