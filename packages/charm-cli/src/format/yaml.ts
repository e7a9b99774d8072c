import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseAllDocuments,
  type Scalar,
  type YAMLMap,
} from 'yaml'
import { FormatError } from './errors.ts'
import { parseFloat64, parseInteger } from './go.ts'
import type { MapEntry, Value } from './value.ts'
import { hasControlCharacters, yamlProblem } from './yaml-problem.ts'

/**
 * Reads YAML as Juju does: the words of YAML 1.1 for booleans (`y`, `no`, `on`), octal `010`, underscores in numbers, dates that stay
 * text, a float's exponent only with a sign, the last of two equal keys. The first document counts, as in `yaml.Unmarshal`.
 *
 * The rules are those of `resolve.go` in github.com/juju/yaml v2, which Juju builds with.
 *
 * @throws FormatError when the text is no YAML.
 */
export const parseYaml = (text: string): Value | undefined => {
  if (hasControlCharacters(text)) throw new FormatError('yaml: control characters are not allowed')
  const lines = new LineCounter()
  const documents = parseAllDocuments(text, {
    version: '1.1',
    schema: 'failsafe',
    uniqueKeys: false,
    merge: false,
    strict: false,
    lineCounter: lines,
  })
  const document = Array.isArray(documents) ? documents[0] : undefined
  if (document === undefined) return undefined
  const [problem] = document.errors
  if (problem !== undefined) throw new FormatError(`yaml: ${yamlProblem(problem, text, isSeq(document.contents))}`)
  if (document.contents === null) return undefined
  return read(document.contents, { document, lines, open: new Set() })
}

interface Context {
  readonly document: Document.Parsed
  readonly lines: LineCounter
  /** Anchored nodes being read, to notice one that holds itself. */
  readonly open: Set<Node>
}

const lineOf = (node: Node, context: Context): number => (node.range ? context.lines.linePos(node.range[0]).line : 1)

const read = (node: Node | null, context: Context): Value => {
  if (node === null) return { kind: 'nil', raw: '', tag: '!!null', line: 1 }
  if (isAlias(node)) return aliasValue(node, context)
  const line = lineOf(node, context)
  if (isScalar(node)) return scalarValue(node, line)
  if (isMap(node)) return { kind: 'map', entries: entriesOf(node, context), line, keyType: 'interface {}' }
  return { kind: 'list', items: nodesOf(node).map((item) => read(item, context)), line }
}

const nodesOf = (node: Node): readonly (Node | null)[] => (isSeq(node) ? node.items.map(nodeOrNull) : [])

const aliasValue = (alias: Alias, context: Context): Value => {
  const target = alias.resolve(context.document)
  if (target === undefined) throw new FormatError(`yaml: unknown anchor '${alias.source}' referenced`)
  if (context.open.has(target)) throw new FormatError(`yaml: anchor '${alias.source}' value contains itself`)
  context.open.add(target)
  const value = read(target, context)
  context.open.delete(target)
  return value
}

const keyText = (key: Value): string => JSON.stringify([key.kind, 'raw' in key ? key.raw : ''])

/** Entries in the order of the file; what comes later replaces, keys merged with `<<` included. */
const entriesOf = (map: YAMLMap<unknown, unknown>, context: Context): readonly MapEntry[] => {
  const entries = new Map<string, MapEntry>()
  for (const pair of map.items) {
    const keyNode = nodeOrNull(pair.key)
    const value = read(nodeOrNull(pair.value), context)
    if (isScalar(keyNode) && keyNode.value === '<<' && keyNode.type === 'PLAIN') {
      for (const merged of mergedEntries(value)) entries.set(keyText(merged.key), merged)
      continue
    }
    const key = read(keyNode, context)
    if (key.kind === 'map' || key.kind === 'list') throw new FormatError('yaml: invalid map key')
    entries.set(keyText(key), { key, value })
  }
  return [...entries.values()]
}

const nodeOrNull = (node: unknown): Node | null => {
  return isAlias(node) || isScalar(node) || isMap(node) || isSeq(node) ? node : null
}

const mergedEntries = (value: Value): readonly MapEntry[] => {
  if (value.kind === 'map') return value.entries
  if (value.kind === 'list') return [...value.items].reverse().flatMap(mergedEntries)
  throw new FormatError('yaml: map merge requires map or sequence of maps as the value')
}

type ScalarValue = Exclude<Value, { readonly kind: 'list' | 'map' }>

const scalarValue = (node: Scalar, line: number): Value => {
  const raw = typeof node.value === 'string' ? node.value : ''
  const tag = shortTag(node.tag)
  if (tag === '') return node.type === 'PLAIN' ? resolvePlain(raw, line) : { kind: 'string', value: raw, raw, tag: '!!str', line }
  if (tag === '!!binary') return { kind: 'string', value: Buffer.from(raw, 'base64').toString(), raw, tag, line }
  if (!resolvable.has(tag)) return { kind: 'string', value: raw, raw, tag, line }
  const resolved = resolvePlain(raw, line)
  if (tag === '!!float' && resolved.kind === 'int') return { kind: 'float', value: Number(resolved.value), raw, tag, line }
  if (tag !== resolved.tag) throw new FormatError(`yaml: cannot decode ${resolved.tag} \`${raw}\` as a ${tag}`)
  return resolved
}

const resolvable = new Set(['!!bool', '!!int', '!!float', '!!null', '!!timestamp'])

const shortTag = (tag: string | undefined): string => (tag === undefined ? '' : tag.replace(/^tag:yaml\.org,2002:/, '!!'))

const words: ReadonlyMap<string, boolean | number | null> = new Map<string, boolean | number | null>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word) => [word, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((word) => [word, false] as const),
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, Number.NaN] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((word) => [word, Number.POSITIVE_INFINITY] as const),
  ...['-.inf', '-.Inf', '-.INF'].map((word) => [word, Number.NEGATIVE_INFINITY] as const),
])

const floatPattern = /^[-+]?(0|[1-9][0-9]*)?(\.[0-9]+)?([eE][-+][0-9]+)?$/
const datePattern = /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ][0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(\.[0-9]+)?(Z|[-+][0-9]{2}:[0-9]{2})?)?$/

/** Resolves a scalar that stands without quotes. */
const resolvePlain = (raw: string, line: number): ScalarValue => {
  const word = words.get(raw)
  if (word === null) return { kind: 'nil', raw, tag: '!!null', line }
  if (typeof word === 'boolean') return { kind: 'bool', value: word, raw, tag: '!!bool', line }
  if (typeof word === 'number') return { kind: 'float', value: word, raw, tag: '!!float', line }
  if (/^[-+0-9]/.test(raw)) {
    // A date in an untyped place stays the text it is.
    if (datePattern.test(raw)) return { kind: 'string', value: raw, raw, tag: '!!timestamp', line }
    const digits = raw.replaceAll('_', '')
    const integer = parseInteger(digits, 0)
    if (integer !== undefined && integer >= -(2n ** 63n) && integer < 2n ** 64n)
      return { kind: 'int', value: integer, raw, tag: '!!int', line }
    const float = floatPattern.test(digits) ? parseFloat64(digits) : undefined
    if (float !== undefined) return { kind: 'float', value: float, raw, tag: '!!float', line }
  }
  const float = raw.startsWith('.') ? parseFloat64(raw) : undefined
  if (float !== undefined) return { kind: 'float', value: float, raw, tag: '!!float', line }
  return { kind: 'string', value: raw, raw, tag: '!!str', line }
}
