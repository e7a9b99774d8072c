/** What a source imports. */
import { Visitor } from 'rolldown/utils'
import type { Source } from './source.ts'

/**
 * Gives what a source imports, as written: `./a.ts`, `@charm-layers/charm`. Imports of values and of types, on top and where needed, and
 * exports of what another file has. A target that is computed is left out.
 */
export function importsOf({ parsed }: Source): readonly string[] {
  const found: string[] = []
  const add = (target: unknown): void => {
    if (typeof target === 'string') found.push(target)
  }
  new Visitor({
    ImportDeclaration: ({ source }) => add(source.value),
    ExportAllDeclaration: ({ source }) => add(source.value),
    ExportNamedDeclaration: ({ source }) => add(source?.value),
    ImportExpression: ({ source }) => add(source.type === 'Literal' ? source.value : undefined),
    TSImportType: ({ source }) => add(source.value),
  }).visit(parsed.program)
  return found
}
