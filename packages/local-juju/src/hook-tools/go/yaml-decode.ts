/** Reads a YAML map of texts as Juju does for `--file`: its fork of go-yaml into a Go `map[string]string`. */
import { isUtf8 } from 'node:buffer'
import { ToolError } from '../error.ts'
import type { Bag } from '../world.ts'
import { resolveTag } from './resolve.ts'
import { parseYaml, type YamlNode } from './yaml-parse.ts'

const MAP = 'map[string]string'

/** Go's words for a value that does not fit; several are told together. */
const misfit = (node: YamlNode, tag: string, type: string): string => {
  const bytes = Buffer.from(node.kind === 'scalar' ? node.text : '')
  const shown = bytes.length > 10 ? `${bytes.subarray(0, 7).toString()}...` : bytes.toString()
  const value = node.kind === 'scalar' ? ` \`${shown}\`` : ''
  return `line ${node.line + 1}: cannot unmarshal ${node.tag || tag}${value} into ${type}`
}

const tagOf = (node: YamlNode): string => {
  if (node.kind === 'sequence') return '!!seq'
  if (node.kind === 'mapping') return '!!map'
  if (node.tag !== '') return node.tag
  return node.implicit ? resolveTag(node.text) : '!!str'
}

const checkable = new Set(['!!bool', '!!int', '!!float', '!!null', '!!timestamp'])

/** The text of a scalar: as written, nothing for null, decoded for binary. */
const textOf = (node: YamlNode & { readonly kind: 'scalar' }): string => {
  const { tag, text } = node
  if (tag === '!!binary') {
    if (!/^(?:[A-Za-z0-9+/\r\n]*)={0,2}[\r\n]*$/u.test(text)) throw new ToolError('yaml: !!binary value contains invalid base64 data')
    return Buffer.from(text, 'base64').toString()
  }
  const resolved = resolveTag(text)
  if (checkable.has(tag) && tag !== resolved && !(tag === '!!float' && resolved === '!!int')) {
    throw new ToolError(`yaml: cannot decode ${resolved} \`${text}\` as a ${tag}`)
  }
  return tagOf(node) === '!!null' ? '' : text
}

const isMerge = (node: YamlNode): boolean => node.kind === 'scalar' && node.text === '<<' && (node.implicit || node.tag === '!!merge')

const fill = (values: Map<string, string>, problems: string[], pairs: (YamlNode & { readonly kind: 'mapping' })['pairs']): void => {
  for (const [key, value] of pairs) {
    if (isMerge(key)) merge(values, problems, value)
    else if (key.kind !== 'scalar') problems.push(misfit(key, tagOf(key), 'string'))
    else {
      const name = textOf(key)
      if (value.kind === 'scalar') values.set(name, textOf(value))
      else problems.push(misfit(value, tagOf(value), 'string'))
    }
  }
}

const merge = (values: Map<string, string>, problems: string[], value: YamlNode): void => {
  const maps = value.kind === 'sequence' ? value.items.toReversed() : [value]
  for (const one of maps) {
    if (one.kind !== 'mapping') throw new ToolError('yaml: map merge requires map or sequence of maps as the value')
    fill(values, problems, one.pairs)
  }
}

const checkReadable = (bytes: Uint8Array): string => {
  if (!isUtf8(bytes)) throw new ToolError('yaml: invalid leading UTF-8 octet')
  const text = Buffer.from(bytes)
    .toString()
    .replace(/^\ufeff/u, '')
  if (/[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(text)) {
    throw new ToolError('yaml: control characters are not allowed')
  }
  return text
}

/**
 * Decodes the map; an empty document is an empty map.
 * @throws ToolError in go-yaml's words.
 */
export const decodeStringMap = (bytes: Uint8Array): Bag => {
  const root = parseYaml(checkReadable(bytes))
  if (root === undefined || tagOf(root) === '!!null') return {}
  const values = new Map<string, string>()
  const problems: string[] = []
  if (root.kind === 'mapping') fill(values, problems, root.pairs)
  else problems.push(misfit(root, tagOf(root), MAP))
  if (problems.length > 0) throw new ToolError(`yaml: unmarshal errors:\n  ${problems.join('\n  ')}`)
  return Object.fromEntries(values)
}
