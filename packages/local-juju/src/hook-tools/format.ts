/** The output formats `smart`, `yaml` and `json` of juju/cmd. */
import { isUtf8 } from 'node:buffer'
import { quoteJson, quoteJsonBytes } from './go/json.ts'
import { compareBytes, compareNaturally } from './go/sort.ts'
import { emitYaml, type Node } from './go/yaml-emit.ts'
import type { Value } from './value.ts'

/** Names of the formats. */
export type Format = 'smart' | 'yaml' | 'json'

const plain = (text: string): Node => ({ kind: 'scalar', text, string: false })
const string = (text: string): Node => ({ kind: 'scalar', text, string: true })

/** Go's shortest form of a float with %g: an exponent below -4 and from 6 digits on, of two digits at least. */
const float = (value: number): string => {
  if (Object.is(value, -0)) return '-0'
  const [digits = '', exponent = '0'] = value.toExponential().split('e')
  if (value === 0 || (Number(exponent) >= -4 && Number(exponent) < 6)) return String(value)
  return `${digits}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`
}

const base64Lines = (bytes: Uint8Array): string => {
  const text = Buffer.from(bytes).toString('base64')
  return text.length > 70 ? text.replace(/.{70}(?=.)/gu, '$&\n') : text
}

const toNode = (value: Value): Node => {
  if (value === null) return plain('null')
  if (typeof value === 'boolean') return plain(String(value))
  if (typeof value === 'number') return plain(float(value))
  if (typeof value === 'string') return string(value)
  switch (value.kind) {
    case 'bytes':
      return isUtf8(value.bytes)
        ? string(Buffer.from(value.bytes).toString())
        : { kind: 'scalar', text: base64Lines(value.bytes), string: true, tag: '!!binary' }
    case 'strings':
      return { kind: 'list', items: (value.items ?? []).map(string) }
    case 'list':
      return { kind: 'list', items: value.items.map(toNode) }
    case 'map': {
      const keys = Object.entries(value.entries ?? {}).sort(([a], [b]) => compareNaturally(a, b))
      return { kind: 'map', pairs: keys.map(([key, item]) => [key, toNode(item)]) }
    }
    case 'struct':
      return { kind: 'map', pairs: value.yaml.map(([key, item]) => [key, toNode(item)]) }
    case 'time':
      return plain(value.text)
  }
}

const yaml = (value: Value): string => {
  if (value === null) return ''
  return `${emitYaml(toNode(value)).replace(/(?!^)\n+$/u, '')}\n`
}

const members = (pairs: readonly (readonly [string, Value])[]): string =>
  `{${pairs.map(([key, value]) => `${quoteJson(key)}:${toJson(value)}`).join()}}`

const toJson = (value: Value): string => {
  if (typeof value === 'string') return quoteJson(value)
  if (value === null || typeof value !== 'object') return String(value)
  switch (value.kind) {
    case 'bytes':
      return quoteJsonBytes(value.bytes)
    case 'strings':
      return value.items === null ? 'null' : `[${value.items.map(quoteJson).join()}]`
    case 'list':
      return `[${value.items.map(toJson).join()}]`
    case 'map':
      return value.entries === null ? 'null' : members(Object.entries(value.entries).sort(([a], [b]) => compareBytes(a, b)))
    case 'struct':
      return members(value.json)
    case 'time':
      return quoteJson(value.text)
  }
}

const smart = (value: Value): string => {
  const line = (text: string): string => (text === '' ? '' : `${text}\n`)
  if (typeof value === 'string') return line(value)
  if (typeof value === 'boolean') return value ? 'True\n' : 'False\n'
  if (value !== null && typeof value === 'object') {
    if (value.kind === 'strings') return line((value.items ?? []).join('\n'))
    if (value.kind === 'bytes' && isUtf8(value.bytes)) return line(Buffer.from(value.bytes).toString())
  }
  return yaml(value)
}

/** Formats a value, with the final newline if there is one. */
export const formatValue = (format: Format, value: Value): string => {
  if (format === 'json') return `${toJson(value)}\n`
  return format === 'yaml' ? yaml(value) : smart(value)
}
