/**
 * Writes YAML as Juju's fork of go-yaml does: block style, two blanks, lists in maps not indented, folded behind column 80. The
 * rules of styles and of line breaks are those of libyaml's emitter.
 */
import { type Scalar, writeScalar } from './yaml-emit-scalar.ts'
import { isBreak } from './yaml-style.ts'
import { glue, indicator, newWriter, startLine, type Writer } from './yaml-writer.ts'

/** What can be written. Maps are lists of pairs in the wanted order. */
export type Node =
  | (Scalar & { readonly kind: 'scalar' })
  | { readonly kind: 'list'; readonly items: readonly Node[] }
  | { readonly kind: 'map'; readonly pairs: readonly (readonly [key: string, value: Node])[] }

const LONGEST_SIMPLE_KEY = 128

const writeKey = (writer: Writer, key: string): void => {
  startLine(writer)
  if (Buffer.byteLength(key) <= LONGEST_SIMPLE_KEY && !Array.from(key).some(isBreak)) {
    writeScalar(writer, { text: key, string: true }, true)
    glue(writer, ':')
    return
  }
  indicator(writer, '?', { keepsIndention: true })
  writeScalar(writer, { text: key, string: true }, false)
  startLine(writer)
  indicator(writer, ':', { keepsIndention: true })
}

const write = (writer: Writer, node: Node, inMap: boolean): void => {
  if (node.kind === 'scalar') {
    writeScalar(writer, node, false)
    return
  }
  const empty = node.kind === 'list' ? node.items.length === 0 : node.pairs.length === 0
  if (empty) {
    indicator(writer, node.kind === 'list' ? '[]' : '{}')
    return
  }
  const outer = writer.indent
  if (writer.indent < 0) writer.indent = 0
  else if (!(node.kind === 'list' && inMap && !writer.indention)) writer.indent += 2
  if (node.kind === 'list') {
    for (const item of node.items) {
      startLine(writer)
      indicator(writer, '-', { keepsIndention: true })
      write(writer, item, false)
    }
  } else {
    for (const [key, value] of node.pairs) {
      writeKey(writer, key)
      write(writer, value, true)
    }
  }
  writer.indent = outer
}

/** Writes a document. */
export const emitYaml = (root: Node): string => {
  const writer = newWriter()
  write(writer, root, false)
  writer.indent = -1
  startLine(writer)
  return writer.out.join('')
}
