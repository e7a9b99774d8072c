/** Builds the first document of a YAML text, in the grammar of libyaml. */
import { ToolError } from '../error.ts'
import { type Mark, parseError } from './yaml-cursor.ts'
import { scanYaml } from './yaml-scan.ts'
import type { Kind, Tokens } from './yaml-token.ts'

/** A node of the document. */
export type YamlNode = { readonly line: number; readonly tag: string } & (
  | { readonly kind: 'scalar'; readonly text: string /** Without quotes and without a tag. */; readonly implicit: boolean }
  | { readonly kind: 'sequence'; readonly items: readonly YamlNode[] }
  | { readonly kind: 'mapping'; readonly pairs: readonly (readonly [key: YamlNode, value: YamlNode])[] }
)

/** What a parser carries along: the tokens and the anchors of the document. */
interface Parser {
  readonly tokens: Tokens
  readonly anchors: Map<string, YamlNode>
}

const empty = (mark: Mark): YamlNode => ({ kind: 'scalar', line: mark.line, tag: '', text: '', implicit: true })

const is = ({ tokens }: Parser, ...kinds: readonly Kind[]): boolean => kinds.includes(tokens.peek().kind)

/** Parses a node, or gives an empty one where one of these tokens comes. */
const nodeUnless = (parser: Parser, kinds: readonly Kind[], block: boolean, indentless: boolean): YamlNode =>
  is(parser, ...kinds) ? empty(parser.tokens.peek().mark) : parseNode(parser, block, indentless)

const parseBlockSequence = (parser: Parser): readonly YamlNode[] => {
  const start = parser.tokens.next().mark
  const items: YamlNode[] = []
  while (is(parser, '-')) {
    parser.tokens.next()
    items.push(nodeUnless(parser, ['-', 'block end'], true, false))
  }
  const end = parser.tokens.peek()
  if (end.kind !== 'block end') throw parseError("did not find expected '-' indicator", end.mark, start)
  parser.tokens.next()
  return items
}

const parseIndentless = (parser: Parser): readonly YamlNode[] => {
  const items: YamlNode[] = []
  while (is(parser, '-')) {
    parser.tokens.next()
    items.push(nodeUnless(parser, ['-', '?', ':', 'block end'], true, false))
  }
  return items
}

const parseBlockMapping = (parser: Parser): readonly (readonly [YamlNode, YamlNode])[] => {
  const start = parser.tokens.next().mark
  const pairs: (readonly [YamlNode, YamlNode])[] = []
  while (is(parser, '?')) {
    parser.tokens.next()
    const key = nodeUnless(parser, ['?', ':', 'block end'], true, true)
    if (is(parser, ':')) {
      parser.tokens.next()
      pairs.push([key, nodeUnless(parser, ['?', ':', 'block end'], true, true)])
    } else pairs.push([key, empty(parser.tokens.peek().mark)])
  }
  const end = parser.tokens.peek()
  if (end.kind !== 'block end') throw parseError('did not find expected key', end.mark, start)
  parser.tokens.next()
  return pairs
}

/** Goes through the entries of a flow collection up to its end. */
const parseFlow = (parser: Parser, end: ']' | '}', parseEntry: () => void): void => {
  const start = parser.tokens.next().mark
  for (let first = true; !is(parser, end); first = false) {
    if (!first) {
      const comma = parser.tokens.peek()
      if (comma.kind !== ',') throw parseError(`did not find expected ',' or '${end}'`, comma.mark, start)
      parser.tokens.next()
      if (is(parser, end)) break
    }
    parseEntry()
  }
  parser.tokens.next()
}

const parseFlowPair = (parser: Parser, end: ']' | '}'): readonly [YamlNode, YamlNode] => {
  parser.tokens.next()
  const key = nodeUnless(parser, [':', ',', end], false, false)
  if (!is(parser, ':')) return [key, empty(parser.tokens.peek().mark)]
  parser.tokens.next()
  return [key, nodeUnless(parser, [',', end], false, false)]
}

const parseFlowSequence = (parser: Parser): readonly YamlNode[] => {
  const items: YamlNode[] = []
  parseFlow(parser, ']', () => {
    const { line } = parser.tokens.peek().mark
    items.push(is(parser, '?') ? { kind: 'mapping', line, tag: '', pairs: [parseFlowPair(parser, ']')] } : parseNode(parser, false, false))
  })
  return items
}

const parseFlowMapping = (parser: Parser): readonly (readonly [YamlNode, YamlNode])[] => {
  const pairs: (readonly [YamlNode, YamlNode])[] = []
  parseFlow(parser, '}', () => {
    if (is(parser, '?')) {
      pairs.push(parseFlowPair(parser, '}'))
      return
    }
    const key = parseNode(parser, false, false)
    pairs.push([key, empty(parser.tokens.peek().mark)])
  })
  return pairs
}

/** Takes anchor and tag, which may come in either order. */
const parseProperties = (parser: Parser): { readonly anchor: string | undefined; readonly tag: string | undefined } => {
  let anchor: string | undefined
  let tag: string | undefined
  while ((anchor === undefined && is(parser, '&')) || (tag === undefined && is(parser, '!'))) {
    const { kind, text } = parser.tokens.next()
    if (kind === '&') anchor = text
    else tag = text
  }
  return { anchor, tag }
}

/** Where a node stands: whether block collections may begin there, and lists without an indent. */
interface Place {
  readonly block: boolean
  readonly indentless: boolean
}

const parseContent = (parser: Parser, { block, indentless }: Place, given: string | undefined, start: Mark): YamlNode => {
  const token = parser.tokens.peek()
  const tag = given === '!' ? '' : (given ?? '')
  const common = { line: start.line, tag }
  if (indentless && token.kind === '-') return { ...common, kind: 'sequence', items: parseIndentless(parser) }
  if (token.kind === 'scalar') {
    parser.tokens.next()
    return { ...common, kind: 'scalar', text: token.text, implicit: token.plain && given === undefined }
  }
  if (token.kind === '[') return { ...common, kind: 'sequence', items: parseFlowSequence(parser) }
  if (token.kind === '{') return { ...common, kind: 'mapping', pairs: parseFlowMapping(parser) }
  if (block && token.kind === 'sequence') return { ...common, kind: 'sequence', items: parseBlockSequence(parser) }
  if (block && token.kind === 'mapping') return { ...common, kind: 'mapping', pairs: parseBlockMapping(parser) }
  return { ...common, kind: 'scalar', text: '', implicit: given === undefined }
}

const canStart = (parser: Parser, block: boolean, indentless: boolean): boolean =>
  is(parser, 'scalar', '[', '{') || (block && is(parser, 'sequence', 'mapping')) || (indentless && is(parser, '-'))

const parseNode = (parser: Parser, block: boolean, indentless: boolean): YamlNode => {
  const start = parser.tokens.peek()
  if (start.kind === '*') {
    parser.tokens.next()
    const target = parser.anchors.get(start.text)
    if (target === undefined) throw new ToolError(`yaml: unknown anchor '${start.text}' referenced`)
    return target
  }
  const { anchor, tag } = parseProperties(parser)
  if (anchor === undefined && tag === undefined && !canStart(parser, block, indentless)) {
    throw parseError('did not find expected node content', parser.tokens.peek().mark, start.mark)
  }
  const node = parseContent(parser, { block, indentless }, tag, start.mark)
  if (anchor !== undefined) parser.anchors.set(anchor, node)
  return node
}

/** Parses the first document; undefined for a text without any. */
export const parseYaml = (text: string): YamlNode | undefined => {
  const parser: Parser = { tokens: scanYaml(text), anchors: new Map() }
  while (is(parser, '...')) parser.tokens.next()
  if (is(parser, 'end')) return undefined
  if (is(parser, 'directive', '---')) {
    while (is(parser, 'directive')) parser.tokens.next()
    const start = parser.tokens.peek()
    if (start.kind !== '---') throw parseError('did not find expected <document start>', start.mark)
    parser.tokens.next()
    if (is(parser, 'directive', '---', '...', 'end')) return empty(start.mark)
  }
  const node = parseNode(parser, true, false)
  // The end of the document is where the next token is known, so what is wrong there is told too.
  parser.tokens.peek()
  return node
}
