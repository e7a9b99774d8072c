/** What a source imports. */
import { Visitor } from 'rolldown/utils'
import type { Source } from './source.ts'

/** One import, or an export of what another file has. */
export interface Import {
  /** As written: `./a.ts`, `@charm-layers/charm`. */
  readonly target: string
  /** Nothing is loaded when the program runs. */
  readonly isType: boolean
  /** The whole statement. */
  readonly statement: string
}

/** Gives all imports of a source: of values and of types, on top and where needed. A target that is computed is left out. */
export function importsOf({ text, parsed }: Source): readonly Import[] {
  const found: Import[] = []
  const add = ({ start, end }: { start: number; end: number }, target: string, isType: boolean): void => {
    found.push({ target, isType, statement: text.slice(start, end) })
  }
  new Visitor({
    ImportDeclaration: (node) => add(node, node.source.value, node.importKind === 'type'),
    ExportAllDeclaration: (node) => add(node, node.source.value, node.exportKind === 'type'),
    ExportNamedDeclaration: (node) => {
      if (node.source !== null) add(node, node.source.value, node.exportKind === 'type')
    },
    ImportExpression: (node) => {
      if (node.source.type === 'Literal' && typeof node.source.value === 'string') add(node, node.source.value, false)
    },
    TSImportType: (node) => add(node, node.source.value, true),
  }).visit(parsed.program)
  return found
}
