/** Functions that are too long to be read at once, or that take so many arguments that a call does not say which is which. */
import { type ESTree, Visitor, type VisitorObject } from 'rolldown/utils'
import { lineOf, type Source } from './source.ts'

/** A function has fewer lines than this, its signature and its comments inside included. */
const LINES = 90
/** A function takes at most so many arguments by position; more go into an object, where they have names. */
const ARGUMENTS = 4

type Signature =
  | ESTree.Function
  | ESTree.ArrowFunctionExpression
  | ESTree.TSFunctionType
  | ESTree.TSMethodSignature
  | ESTree.TSCallSignatureDeclaration

const keyText = ({ text }: Source, { start, end }: ESTree.Span): string => text.slice(start, end)

/** Names what is wrong with the functions of a source, a nested one in its own right: `file:line: name …`. */
export function functionProblems(source: Source): readonly string[] {
  const names = new Map<object, string>()
  const problems: string[] = []
  const called = (key: ESTree.Span, value: object | null): void => {
    if (value !== null) names.set(value, keyText(source, key))
  }
  const look = (node: Signature): void => {
    const id = 'id' in node ? node.id : null
    const name = id?.name ?? names.get(node) ?? ('key' in node ? keyText(source, node.key) : 'a function without a name')
    const at = `${source.file}:${lineOf(source, node.start)}: ${name}`
    const lines = lineOf(source, node.end) - lineOf(source, node.start) + 1
    if (lines >= LINES) problems.push(`${at} has ${lines} lines; fewer than ${LINES} can be read at once`)
    const count = node.params.filter((param) => param.type !== 'Identifier' || param.name !== 'this').length
    if (count > ARGUMENTS) problems.push(`${at} takes ${count} arguments by position; at most ${ARGUMENTS}, the rest as an object`)
  }
  const visitor: VisitorObject = {
    VariableDeclarator: ({ id, init }) => {
      if (id.type === 'Identifier' && init !== null) names.set(init, id.name)
    },
    Property: ({ key, value }) => called(key, value),
    MethodDefinition: ({ key, value }) => called(key, value),
    PropertyDefinition: ({ key, value }) => called(key, value),
    AssignmentExpression: ({ left, right }) => called(left, right),
    TSPropertySignature: ({ key, typeAnnotation }) => called(key, typeAnnotation?.typeAnnotation ?? null),
    TSTypeAliasDeclaration: ({ id, typeAnnotation }) => called(id, typeAnnotation),
    FunctionDeclaration: look,
    FunctionExpression: look,
    TSDeclareFunction: look,
    ArrowFunctionExpression: look,
    TSFunctionType: look,
    TSMethodSignature: look,
    TSCallSignatureDeclaration: look,
  }
  new Visitor(visitor).visit(source.parsed.program)
  return problems
}
