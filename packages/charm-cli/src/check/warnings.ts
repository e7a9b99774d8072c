/** Warns of what Juju accepts silently, and its author most likely did not mean. */
import { isFormatError } from '../format/errors.ts'
import { knownKeys, knownNestedKeys } from '../format/metadata-schema.ts'
import { lookUp, plainText, stringKeys, type Value } from '../format/value.ts'
import { parseYaml } from '../format/yaml.ts'
import type { Finding } from './finding.ts'
import type { Texts } from './parsing.ts'

/** Looks through the YAML files. A file that cannot be parsed is left to `parsing.ts`, which reports it. */
export const yamlWarnings = (texts: Texts): readonly Finding[] =>
  ['metadata.yaml', 'config.yaml', 'actions.yaml', 'manifest.yaml'].flatMap((file) => {
    const value = parsed(texts(file))
    return value === undefined ? [] : [...unknownKeys(file, value), ...lookAlikes(file, value, '')]
  })

const parsed = (text: string | undefined): Value | undefined => {
  try {
    return text === undefined ? undefined : parseYaml(text)
  } catch (error) {
    if (isFormatError(error)) return undefined
    throw error
  }
}

const unknownKeys = (file: string, value: Value): readonly Finding[] => {
  if (value.kind !== 'map') return []
  switch (file) {
    case 'metadata.yaml':
      return [...unknownOf(file, '', value, knownKeys), ...nestedUnknown(file, value)]
    case 'config.yaml': {
      const options = lookUp(value, 'options')
      const inOptions = options?.kind === 'map' ? options.entries.map(({ key, value: option }) => ({ name: plainText(key), option })) : []
      return [
        ...unknownOf(file, '', value, new Set(['options'])),
        ...inOptions.flatMap(({ name, option }) => unknownOf(file, `options.${name}`, option, new Set(['type', 'default', 'description']))),
      ]
    }
    case 'actions.yaml':
      return value.entries.flatMap(({ key, value: action }) => actionWarnings(file, plainText(key), action))
    default:
      return manifestWarnings(file, value)
  }
}

const unknownOf = (file: string, path: string, value: Value, known: ReadonlySet<string>): readonly Finding[] => {
  if (value.kind !== 'map') return []
  return stringKeys(value)
    .filter((key) => !known.has(key))
    .map((key) => ({
      level: 'warning',
      file,
      field: path === '' ? key : `${path}.${key}`,
      message: `Juju does not know this key${nearTo(key, known)}`,
    }))
}

/** Suggests a known key that differs in one character only. */
const nearTo = (key: string, known: ReadonlySet<string>): string => {
  const near = [...known].find((each) => each.startsWith(key) || key.startsWith(each) || each.replaceAll('-', '_') === key)
  return near === undefined ? ' and passes over it' : ` and passes over it: is ${near} meant?`
}

const nestedUnknown = (file: string, value: Value): readonly Finding[] =>
  Object.entries(knownNestedKeys).flatMap(([pattern, keys]) => {
    const section = pattern.replace('.*', '')
    const map = value.kind === 'map' ? lookUp(value, section) : undefined
    if (map?.kind !== 'map') return []
    return map.entries.flatMap(({ key, value: each }) => unknownOf(file, `${section}.${plainText(key)}`, each, new Set(keys)))
  })

const ignoredKeywords = ['format', 'const', 'if', 'then', 'else']

const actionWarnings = (file: string, name: string, action: Value): readonly Finding[] => {
  const hasRule = action.kind === 'map' && lookUp(action, 'additionalProperties') !== undefined
  const params = action.kind === 'map' ? lookUp(action, 'params') : undefined
  const rule: Finding = {
    level: 'warning',
    file,
    field: name,
    message: 'without additionalProperties, unknown parameters are taken up to Juju 3.6 and refused from 4.0 on: say which',
  }
  const keywords = (params?.kind === 'map' ? params.entries : []).flatMap(({ key, value }) =>
    value.kind === 'map'
      ? stringKeys(value)
          .filter((each) => ignoredKeywords.includes(each))
          .map((each) => `${plainText(key)}.${each}`)
      : [],
  )
  const ignored = keywords.map(
    (field): Finding => ({
      level: 'warning',
      file,
      field: `${name}.params.${field}`,
      message: 'Juju does not check this keyword (its schemas are of draft 4)',
    }),
  )
  return hasRule ? ignored : [rule, ...ignored]
}

const manifestWarnings = (file: string, value: Value): readonly Finding[] => {
  const bases = value.kind === 'map' ? lookUp(value, 'bases') : undefined
  if (bases?.kind !== 'list') return []
  return bases.items.flatMap((base, index) =>
    base.kind === 'map' && lookUp(base, 'architectures') === undefined
      ? [
          {
            level: 'warning',
            file,
            field: `bases[${index}]`,
            message: 'no architectures are named: Juju would put the charm on any machine',
          } as const,
        ]
      : [],
  )
}

const hints = {
  bool: (raw: string) => `${raw} without quotes is a boolean in Juju's YAML: write true, false or a quoted text`,
  int: (raw: string) => `${raw} without quotes is the octal number ${Number.parseInt(raw, 8)} in Juju's YAML`,
}

/** Values that YAML 1.1 reads otherwise than they look. */
const lookAlikes = (file: string, value: Value, path: string): readonly Finding[] => {
  if (value.kind === 'list') return value.items.flatMap((item, index) => lookAlikes(file, item, `${path}[${index}]`))
  if (value.kind === 'map') {
    return value.entries.flatMap(({ key, value: each }) => {
      const inner = path === '' ? keyText(key) : `${path}.${keyText(key)}`
      return [...lookAlikes(file, key, inner), ...lookAlikes(file, each, inner)]
    })
  }
  const isWord = value.kind === 'bool' && !/^(true|false)$/i.test(value.raw)
  const isOctal = value.kind === 'int' && /^[-+]?0[0-7]+$/.test(value.raw)
  if (!isWord && !isOctal) return []
  return [{ level: 'warning', file, field: path, message: `line ${value.line}: ${hints[isWord ? 'bool' : 'int'](value.raw)}` }]
}

const keyText = (key: Value): string => ('raw' in key ? key.raw : '')
