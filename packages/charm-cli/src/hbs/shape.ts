/** The shape that a template's data has to have, read from the template. */
import Handlebars from 'handlebars'

/** What a template does with a value of its data. */
export interface Shape {
  /** Whether its text is written. */
  printed: boolean
  /** Whether its elements are looped over; their shape. */
  items: Shape | undefined
  /** What is read of it, by name. */
  readonly fields: Map<string, Shape>
  /** Whether it is used in a way that tells nothing of its type. */
  untold: boolean
  /** Whether the template looks first whether it is there. */
  tested: boolean
  /** Whether the template always reads it, and not in a branch alone. */
  always: boolean
}

const newShape = (): Shape => ({ printed: false, items: undefined, fields: new Map(), untold: false, tested: false, always: false })

/** Helpers that every template has. */
const helpers: readonly string[] = ['if', 'unless', 'each', 'with', 'lookup', 'log']

/** Names in a block: the shape that `this` stands for, and those of block parameters. */
interface Scope {
  readonly self: Shape
  readonly params: ReadonlyMap<string, Shape | undefined>
  readonly parent: Scope | undefined
  /** Whether what is read here is always read. */
  readonly always: boolean
}

const isPath = (node: hbs.AST.Node): node is hbs.AST.PathExpression => node.type === 'PathExpression'

/** Finds the shape that a path leads to, and notes what is read on the way. */
const follow = (path: hbs.AST.PathExpression, scope: Scope): Shape | undefined => {
  if (path.data) return path.parts[0] === 'root' ? undefined : newShape()
  let at: Scope | undefined = scope
  for (let count = 0; count < path.depth; count += 1) at = at?.parent
  if (at === undefined) return undefined
  const [first] = path.parts
  const isParam = path.depth === 0 && first !== undefined && !path.original.startsWith('this') && paramScope(scope, first) !== undefined
  let shape: Shape | undefined = isParam ? paramScope(scope, first)?.params.get(first) : at.self
  // What lies outside of a loop is read when the loop has a turn.
  const always = isParam ? scope.always : path.depth === 0 ? at.always : false
  for (const part of isParam ? path.parts.slice(1) : path.parts) {
    if (shape === undefined) return undefined
    const next: Shape = shape.fields.get(part) ?? newShape()
    shape.fields.set(part, next)
    next.always ||= always
    shape = next
  }
  return shape
}

const paramScope = (scope: Scope, name: string): Scope | undefined =>
  scope.params.has(name) ? scope : scope.parent && paramScope(scope.parent, name)

const readAll = (nodes: readonly hbs.AST.Node[], scope: Scope): void => {
  for (const node of nodes) {
    if (isPath(node)) {
      const shape = follow(node, scope)
      if (shape !== undefined) shape.untold = true
    } else if (node.type === 'SubExpression') readCall(node as hbs.AST.SubExpression, scope)
  }
}

/** Reads a call of a helper. @throws Error for a helper that is not there. */
const readCall = (call: hbs.AST.SubExpression | hbs.AST.MustacheStatement, scope: Scope): void => {
  const { path, params, hash, loc } = call
  const name = isPath(path) ? path.original : ''
  if (!helpers.includes(name)) {
    throw new Error(
      `there is no helper "${name}" (line ${loc.start.line}): a template has ${helpers.join(', ')}; make the value in TypeScript and pass it`,
    )
  }
  readAll([...params, ...(hash?.pairs ?? []).map(({ value }) => value)], scope)
}

/** The scope in the body of `each` or `with`: `this` is an element, or the subject. */
const scopeIn = (block: hbs.AST.BlockStatement, scope: Scope, self: Shape): Scope => {
  const names = block.program?.blockParams ?? []
  return {
    self,
    // The first name stands for the element, the next for its number or key.
    params: new Map(names.map((name, at) => [name, at === 0 ? self : undefined] as const)),
    parent: { ...scope, always: false },
    always: true,
  }
}

const readBlock = (block: hbs.AST.BlockStatement, scope: Scope): void => {
  const name = isPath(block.path) ? block.path.original : ''
  const [subject] = block.params
  if (block.params.length > 0 && !helpers.includes(name)) readCall({ ...block, type: 'SubExpression' }, scope)
  const shape = subject !== undefined && isPath(subject) ? follow(subject, scope) : undefined
  if (subject !== undefined && !isPath(subject)) readAll([subject], scope)
  if (shape !== undefined) shape.tested = true
  const branch: Scope = { ...scope, always: false }
  readBody(block.inverse, branch)
  if (name === 'if' || name === 'unless') readBody(block.program, branch)
  else if (name === 'with') readBody(block.program, scopeIn(block, scope, shape ?? newShape()))
  else if (name === 'each') {
    const items = shape?.items ?? newShape()
    if (shape !== undefined) shape.items = items
    readBody(block.program, scopeIn(block, scope, items))
  }
  // A block of a value: it decides what `this` is, so nothing is known of what stands in it.
  else readAll([block.path], scope)
}

const readBody = (program: hbs.AST.Program | undefined, scope: Scope): void => {
  for (const statement of program?.body ?? []) {
    switch (statement.type) {
      case 'MustacheStatement': {
        const mustache = statement as hbs.AST.MustacheStatement
        if (mustache.params.length > 0 || (mustache.hash?.pairs ?? []).length > 0) readCall(mustache, scope)
        else if (isPath(mustache.path)) {
          const shape = follow(mustache.path, scope)
          if (shape !== undefined) shape.printed = true
        }
        break
      }
      case 'BlockStatement':
        readBlock(statement as hbs.AST.BlockStatement, scope)
        break
      case 'PartialStatement':
      case 'PartialBlockStatement':
        throw new Error(`a template has no partials (line ${statement.loc.start.line}): render the part alone and pass its text`)
    }
  }
}

/** Reads the shape of a template's data. @throws Error with the line of a helper or a partial that is not there. */
export const shapeOf = (source: string): Shape => {
  const self = newShape()
  // Who writes decorators knows what their partials read.
  if (source.includes('{{#*')) return self
  readBody(Handlebars.parse(source), { self, params: new Map(), parent: undefined, always: true })
  return self
}
