/** Doc comments of what the packages export. An editor shows them in the place of the source. */
import { type ESTree, Visitor } from 'rolldown/utils'
import { type Declaration, declarationsOf, entriesOf, exportedNames } from './exports.ts'
import { lineOf, readSource, type Source } from './source.ts'

/** Gives the words of the doc comment that ends where something begins, without stars; undefined when there is none. */
function commentBefore({ text, parsed }: Source, start: number): string | undefined {
  const comment = parsed.comments.findLast(({ type, value, end }) => type === 'Block' && value.startsWith('*') && end <= start)
  // A line for a linter may stand between.
  if (comment === undefined || /\S/.test(text.slice(comment.end, start).replaceAll(/\/\/.*$/gm, ''))) return undefined
  return comment.value.replaceAll(/^\s*\* ?/gm, '').trim()
}

/** Gives what a declaration gives a name to. */
function valueNamed({ node }: Declaration): { readonly type: string } {
  if (node.type === 'ExportDefaultDeclaration') return node.declaration
  return node.type === 'VariableDeclarator' ? (node.init ?? node) : node
}

/** Tells whether an exported name is a function, whose comment has to say what a call does. */
const isFunction = (one: Declaration): boolean =>
  /^(FunctionDeclaration|TSDeclareFunction|FunctionExpression|ArrowFunctionExpression)$/.test(valueNamed(one).type)

/** Gives the members of a type that are functions. */
function methodsOf({ node }: Declaration): readonly (ESTree.TSMethodSignature | ESTree.TSPropertySignature)[] {
  const members =
    node.type === 'TSInterfaceDeclaration'
      ? node.body.body
      : node.type === 'TSTypeAliasDeclaration' && node.typeAnnotation.type === 'TSTypeLiteral'
        ? node.typeAnnotation.members
        : []
  return members.flatMap((member) => {
    const isCalled =
      member.type === 'TSMethodSignature' ||
      (member.type === 'TSPropertySignature' && member.typeAnnotation?.typeAnnotation.type === 'TSFunctionType')
    return isCalled ? [member] : []
  })
}

/** Gives the functions of a source that have a `throw` of their own, not just in a nested function. */
function throwing({ parsed }: Source): ReadonlySet<object> {
  const found = new Set<object>()
  const open: object[] = []
  const enter = (node: object): void => {
    open.push(node)
  }
  const leave = (): void => {
    open.pop()
  }
  new Visitor({
    FunctionDeclaration: enter,
    'FunctionDeclaration:exit': leave,
    FunctionExpression: enter,
    'FunctionExpression:exit': leave,
    ArrowFunctionExpression: enter,
    'ArrowFunctionExpression:exit': leave,
    ThrowStatement: () => {
      const around = open.at(-1)
      if (around !== undefined) found.add(around)
    },
  }).visit(parsed.program)
  return found
}

/** Says what a comment lacks as a text; undefined when it lacks nothing. */
function lackOf(comment: string | undefined, called: boolean): string | undefined {
  if (comment === undefined) return 'has no doc comment'
  const [said = ''] = comment.split(/^@|\n\n/m)
  const [first = ''] = said.split(/\s/)
  // "Gives", "Reads", "Tells": what a call does, in the third person.
  if (called && !/^[A-Z][a-z-]*s$/.test(first)) return `says what it does without a verb in front: ${first} …`
  return /\.(\s|$)/.test(said) ? undefined : 'has a comment without a full sentence'
}

/** Names what the comments of the declarations of one name lack. */
function problemsOf(declarations: readonly Declaration[]): readonly string[] {
  // The signatures of a function are one thing, with the comment on any of them.
  const onFunctions = declarations.filter(isFunction).map(({ source, start }) => commentBefore(source, start))
  return declarations.flatMap((one) => {
    const { name, source, start } = one
    const at = (offset: number): string => `${source.file}:${lineOf(source, offset)}`
    const called = isFunction(one)
    const comment = commentBefore(source, start) ?? (called ? onFunctions.find((other) => other !== undefined) : undefined)
    const problems: string[] = []
    const lack = lackOf(comment, called)
    if (lack !== undefined) problems.push(`${at(start)}: ${name} ${lack}`)
    if (called && throwing(source).has(valueNamed(one)) && !comment?.includes('@throws'))
      problems.push(`${at(start)}: ${name} throws, and has no @throws`)
    for (const member of methodsOf(one)) {
      const lack = lackOf(commentBefore(source, member.start), false)
      if (lack !== undefined) problems.push(`${at(member.start)}: ${name}.${source.text.slice(member.key.start, member.key.end)} ${lack}`)
    }
    return problems
  })
}

/** Names the exports of the packages whose comments say too little: `file:line: name …`. */
export function commentProblems(root: string): readonly string[] {
  const sources = new Map<string, Source>()
  const read = (file: string): Source => {
    const source = sources.get(file) ?? readSource(root, file)
    sources.set(file, source)
    return source
  }
  const problems = entriesOf(root).flatMap((entry) =>
    exportedNames(read, entry).flatMap((name) => problemsOf(declarationsOf(read, entry, name))),
  )
  return [...new Set(problems)]
}
