/** YAML as PyYAML reads and writes it: YAML 1.1, block style, sorted keys. */
import { isRecord } from '@charm-layers/relation/wire'
import { Document, parse, type Tags, visit } from 'yaml'

/** What a YAML document of plain data holds. */
export type Yaml = string | number | boolean | null | readonly Yaml[] | YamlMapping

/** A mapping; its keys are texts. */
export interface YamlMapping {
  readonly [key: string]: Yaml
}

/** Tells whether a value is a mapping. */
export const isMapping = (value: Yaml | undefined): value is YamlMapping => isRecord(value)

/** Copies the plain data of a value; a parser may give other types too. */
const plainData = (value: unknown): Yaml => {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  if (Array.isArray(value)) return value.map(plainData)
  if (typeof value !== 'object') return null
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plainData(member)]))
}

/**
 * More than a thousand checks. What is longer is none of this interface, and the parser, which makes an error of each wrong sign, would
 * take seconds.
 */
const MAX_LENGTH = 65_536

/**
 * Most aliases in a document. The parser searches for each alias from the start. PyYAML writes an alias where two checks are the same
 * object.
 */
const MAX_ALIASES = 100
const ALIAS = /(?:^|[\s[{,])\*[^\s*]/g

/** Most closing brackets in a document. The parser makes an error of each that closes nothing. */
const MAX_BRACKETS = 2500

/** Says whether a document is too long, or has too many aliases or brackets, to be read. */
export const isTooMuch = (text: string): boolean =>
  text.length > MAX_LENGTH ||
  (text.match(ALIAS) ?? []).length > MAX_ALIASES ||
  text.split(/[\]}]/, MAX_BRACKETS + 2).length > MAX_BRACKETS + 1

/**
 * No value of the interface is a fraction. PyYAML leaves names such as `1e5` and `0o17` without quotes, since YAML 1.1 takes them for text,
 * and a key that was parsed as a number would be another name.
 */
const customTags = (tags: Tags): Tags =>
  tags.filter((tag) => typeof tag === 'string' || (tag.tag !== 'tag:yaml.org,2002:float' && tag.format !== 'OCT'))

/** Parses a document; undefined if the text is no such document. */
export const parseYaml = (text: string): Yaml | undefined => {
  if (isTooMuch(text)) return undefined
  try {
    // A search for equal keys would take quadratic time. Without it the last of them counts, as in PyYAML.
    return plainData(parse(text, { customTags, uniqueKeys: false, merge: true, prettyErrors: false, logLevel: 'error' }))
  } catch {
    return undefined
  }
}

const isPlainAscii = (text: string): boolean => /^[ -~]*$/.test(text) && text !== '='

const escaped = (char: string): string => {
  const hex = (char.codePointAt(0) ?? 0).toString(16).toUpperCase()
  if (hex.length <= 2) return `\\x${hex.padStart(2, '0')}`
  return hex.length <= 4 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`
}

/** Texts that every dialect of YAML reads as texts, except for a few words. */
const isPlainWord = (text: string): boolean => /^[A-Za-z_][\w.@/-]*$/.test(text) && !/^(?:y|n|yes|no|on|off|true|false|null)$/i.test(text)

const printScalar = (value: Yaml | undefined): string | undefined => {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : undefined
  return typeof value === 'string' && isPlainWord(value) ? value : undefined
}

/** Writes mappings of plain words and whole numbers, as checks are; undefined for anything else. */
const printPlain = (mapping: YamlMapping, indent: string): string | undefined => {
  const keys = Object.keys(mapping).sort()
  if (keys.length === 0 || indent.length > 20) return undefined
  let text = ''
  for (const key of keys) {
    const member = mapping[key]
    const value = isMapping(member) ? printPlain(member, `${indent}  `) : printScalar(member)
    if (value === undefined || !isPlainWord(key)) return undefined
    text += isMapping(member) ? `${indent}${key}:\n${value}` : `${indent}${key}: ${value}\n`
  }
  return text
}

/** Writes a document as PyYAML does: pure ASCII, with quotes around what YAML 1.1 would not take for text. */
export const printYaml = (value: Yaml): string => {
  const plain = isMapping(value) ? printPlain(value, '') : undefined
  if (plain !== undefined) return plain
  const document = new Document(value, { compat: 'yaml-1.1', sortMapEntries: true, aliasDuplicateObjects: false })
  visit(document, {
    Scalar: (_, scalar) => {
      if (typeof scalar.value === 'string' && !isPlainAscii(scalar.value)) scalar.type = 'QUOTE_DOUBLE'
    },
  })
  const options = { singleQuote: true, indentSeq: false, lineWidth: 0, doubleQuotedMinMultiLineLength: Number.POSITIVE_INFINITY }
  // Here every character outside ASCII stands in double quotes, so it can be escaped.
  return document.toString(options).replace(/[^\n -~]/gu, escaped)
}
