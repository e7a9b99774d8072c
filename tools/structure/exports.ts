/** What the packages export, each name at its declaration. */
import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { ESTree } from 'rolldown/utils'
import type { Source } from './source.ts'

/** One declaration of an exported name. Overloads are several, and so are a type and a value of one name. */
export interface Declaration {
  readonly name: string
  readonly source: Source
  /** Where its statement begins. */
  readonly start: number
  readonly node: ESTree.Statement | ESTree.Declaration | ESTree.VariableDeclarator
}

type Read = (file: string) => Source

/** Gives the sources that the `exports` of the packages lead to. */
export const entriesOf = (root: string): readonly string[] =>
  globSync('packages/*/package.json', { cwd: root })
    .toSorted()
    .flatMap((manifest) => {
      const { exports = {} }: { exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>> } = JSON.parse(
        readFileSync(join(root, manifest), 'utf8'),
      )
      return Object.values(exports).flatMap((conditions) => {
        const path = typeof conditions === 'string' ? undefined : conditions['@charm-layers/source']
        return path === undefined ? [] : [join(dirname(manifest), path)]
      })
    })

const nameOf = (node: ESTree.ModuleExportName): string => (node.type === 'Literal' ? node.value : node.name)

/** Gives what one statement declares. */
function declaredIn(source: Source, start: number, node: ESTree.Statement | ESTree.Declaration): readonly Declaration[] {
  const parts = node.type === 'VariableDeclaration' ? node.declarations : [node]
  return parts.flatMap((part) =>
    'id' in part && part.id?.type === 'Identifier' ? [{ name: part.id.name, source, start, node: part }] : [],
  )
}

/** Gives the file that a source names. What another package exports is looked at there. */
const fileAt = ({ file }: Source, target: string): string | undefined => (target.startsWith('.') ? join(dirname(file), target) : undefined)

/** Gives the declarations of a name inside a file, or the file that it is imported from. */
function declarationsHere(read: Read, source: Source, name: string): readonly Declaration[] {
  return source.parsed.program.body.flatMap((statement) => {
    if (statement.type === 'ImportDeclaration') {
      const specifier = statement.specifiers.find(({ local }) => local.name === name)
      const file = fileAt(source, statement.source.value)
      if (specifier === undefined || file === undefined) return []
      return declarationsOf(read, file, specifier.type === 'ImportSpecifier' ? nameOf(specifier.imported) : 'default')
    }
    const node = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
    if (node === null) return []
    return declaredIn(source, statement.start, node).filter((one) => one.name === name)
  })
}

/** Gives the declarations of a name that a file exports, through files that export again what others have. */
export function declarationsOf(read: Read, from: string, name: string): readonly Declaration[] {
  const source = read(from)
  return source.parsed.program.body.flatMap((statement) => {
    if (statement.type === 'ExportDefaultDeclaration')
      return name === 'default' ? [{ name, source, start: statement.start, node: statement }] : []
    if (statement.type === 'ExportAllDeclaration') {
      if (statement.exported !== null)
        return nameOf(statement.exported) === name ? [{ name, source, start: statement.start, node: statement }] : []
      const file = fileAt(source, statement.source.value)
      return file === undefined || name === 'default' ? [] : declarationsOf(read, file, name)
    }
    if (statement.type !== 'ExportNamedDeclaration') return []
    if (statement.declaration !== null) return declaredIn(source, statement.start, statement.declaration).filter((one) => one.name === name)
    const specifier = statement.specifiers.find(({ exported }) => nameOf(exported) === name)
    if (specifier === undefined) return []
    if (statement.source === null) return declarationsHere(read, source, nameOf(specifier.local))
    const file = fileAt(source, statement.source.value)
    return file === undefined ? [] : declarationsOf(read, file, nameOf(specifier.local))
  })
}

/** Gives the names that a file exports. */
export function exportedNames(read: Read, from: string): readonly string[] {
  const source = read(from)
  const names = source.parsed.program.body.flatMap((statement) => {
    if (statement.type === 'ExportDefaultDeclaration') return ['default']
    if (statement.type === 'ExportAllDeclaration') {
      if (statement.exported !== null) return [nameOf(statement.exported)]
      const file = fileAt(source, statement.source.value)
      return file === undefined ? [] : exportedNames(read, file).filter((name) => name !== 'default')
    }
    if (statement.type !== 'ExportNamedDeclaration') return []
    const own = statement.declaration === null ? [] : declaredIn(source, statement.start, statement.declaration).map(({ name }) => name)
    return [...own, ...statement.specifiers.map(({ exported }) => nameOf(exported))]
  })
  return [...new Set(names)]
}
