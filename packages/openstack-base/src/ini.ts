/** Writing values into files that oslo.config reads, so that no value can become anything but itself. */
import type { Secret } from '@charm-layers/relation'

/** What templates get. */
export type TemplateValue = string | number | boolean | undefined | Secret | readonly TemplateValue[] | TemplateData
export interface TemplateData {
  readonly [name: string]: TemplateValue
}

const isSecret = (value: object): value is Secret => 'reveal' in value && typeof value.reveal === 'function'
const isList = (value: readonly TemplateValue[] | TemplateData): value is readonly TemplateValue[] => Array.isArray(value)

/** Control characters, and the two that Unicode has for separating lines. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: a class of Unicode takes ten times as long to compile, in each hook
const control = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/ // oxlint-disable-line no-control-regex

/** Names the first value, by its path, that cannot stand on one line of a configuration file. */
export function unsafePath(value: TemplateValue, path = ''): string | undefined {
  if (typeof value === 'string') return control.test(value) ? path : undefined
  if (typeof value !== 'object') return undefined
  if (isSecret(value)) return unsafePath(value.reveal(), path)
  for (const [key, inner] of isList(value) ? value.map((one) => ['', one] as const) : Object.entries(value)) {
    const found = unsafePath(inner, key === '' ? path : path === '' ? key : `${path}.${key}`)
    if (found !== undefined) return found
  }
  return undefined
}

/** What is wrong with a value that `unsafePath` names. */
export const whyUnsafe = 'holds a line break or another control character, which cannot be written into a configuration file'

/** Spells one value for oslo.config: `$` begins a reference to another option, and quotes around a value are taken off. */
export function iniValue(value: string): string {
  if (control.test(value)) throw new TypeError(`a value for a configuration file ${whyUnsafe}`)
  const escaped = value.replaceAll('$', '$$$$')
  return /^\s|\s$|^["']/.test(escaped) ? `"${escaped}"` : escaped
}

/** Spells all values of template data, secrets included: what comes out goes into a file and nowhere else. */
export function iniData(value: TemplateValue): TemplateValue {
  if (typeof value === 'string') return iniValue(value)
  if (typeof value !== 'object') return value
  if (isSecret(value)) return iniValue(value.reveal())
  return isList(value) ? value.map(iniData) : Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, iniData(inner)]))
}

/** Options of one section of an oslo.config file; an undefined one is left out. */
export type Section = Readonly<Record<string, string | number | boolean | Secret | undefined>>

/** Writes a section, heading included. The text holds secrets: it is for a file. */
export function iniSection(heading: string, options: Section): string {
  const lines = Object.entries(options).flatMap(([name, value]) => {
    if (value === undefined) return []
    return [`${name} = ${iniValue(typeof value === 'object' ? value.reveal() : String(value))}`]
  })
  return [`[${heading}]`, ...lines].join('\n')
}
