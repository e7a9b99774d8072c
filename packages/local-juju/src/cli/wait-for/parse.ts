// The language of `wait-for --query`, from text to tree.
import { CliError } from '../errors.ts'

/** An expression. */
export type Expression =
  | { readonly kind: 'value'; readonly value: string | number | boolean }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'member'; readonly of: Expression; readonly name: string }
  | { readonly kind: 'index'; readonly of: Expression; readonly at: Expression }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: 'lambda'; readonly name: string; readonly body: Expression }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression }

interface Token {
  readonly kind: 'name' | 'text' | 'number' | 'sign' | 'end'
  readonly text: string
  readonly at: number
}

const pattern = /\s*(?:([A-Za-z_][\w-]*)|("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(-?\d+(?:\.\d+)?)|(=>|==|!=|<=|>=|&&|\|\||[<>().,;[\]]))/y

const failure = (query: string, at: number, what: string): CliError =>
  new CliError(`Cannot parse query: ${what}\n\n${query}\n${' '.repeat(at)}^`)

const tokensOf = (query: string): readonly Token[] => {
  const tokens: Token[] = []
  pattern.lastIndex = 0
  let at = 0
  while (query.slice(at).trim() !== '') {
    pattern.lastIndex = at
    const match = pattern.exec(query)
    const start = at + (/^\s*/.exec(query.slice(at))?.[0].length ?? 0)
    if (!match) throw failure(query, start, `unexpected character ${JSON.stringify(query.charAt(start))}`)
    const [whole, name, text, number, sign] = match
    if (name !== undefined) tokens.push({ kind: 'name', text: name, at: start })
    else if (text !== undefined) tokens.push({ kind: 'text', text: text.slice(1, -1).replace(/\\(.)/g, '$1'), at: start })
    else if (number !== undefined) tokens.push({ kind: 'number', text: number, at: start })
    else tokens.push({ kind: 'sign', text: sign ?? '', at: start })
    at += whole.length
  }
  return [...tokens, { kind: 'end', text: '', at: query.length }]
}

/** Operators from the loosest to the tightest. */
const layers: readonly (readonly string[])[] = [['||'], ['&&'], ['==', '!=', '<', '<=', '>', '>=']]

/** Reads a query: expressions with `;` between them, all of which have to hold. */
export const parseQuery = (query: string): readonly Expression[] => {
  const tokens = tokensOf(query)
  let at = 0
  const peek = (): Token => tokens[at] ?? { kind: 'end', text: '', at: query.length }
  const take = (): Token => {
    const token = peek()
    at++
    return token
  }
  const isSign = (text: string): boolean => peek().kind === 'sign' && peek().text === text
  const expect = (text: string): void => {
    const token = take()
    if (token.kind !== 'sign' || token.text !== text) throw failure(query, token.at, `expected ${JSON.stringify(text)}`)
  }

  const binary = (layer: number): Expression => {
    const operators = layers[layer]
    if (!operators) return postfix()
    let left = binary(layer + 1)
    while (peek().kind === 'sign' && operators.includes(peek().text)) {
      const operator = take().text
      left = { kind: 'binary', operator, left, right: binary(layer + 1) }
    }
    return left
  }

  const postfix = (): Expression => {
    let expression = primary()
    for (;;) {
      if (isSign('.')) {
        take()
        const name = take()
        if (name.kind !== 'name') throw failure(query, name.at, 'expected a name')
        expression = { kind: 'member', of: expression, name: name.text }
      } else if (isSign('[')) {
        take()
        const index = binary(0)
        expect(']')
        expression = { kind: 'index', of: expression, at: index }
      } else return expression
    }
  }

  const argument = (): Expression => {
    const next = tokens[at + 1]
    if (peek().kind === 'name' && next?.kind === 'sign' && next.text === '=>') {
      const name = take().text
      take()
      return { kind: 'lambda', name, body: binary(0) }
    }
    return binary(0)
  }

  const primary = (): Expression => {
    const token = take()
    if (token.kind === 'text') return { kind: 'value', value: token.text }
    if (token.kind === 'number') return { kind: 'value', value: Number(token.text) }
    if (token.kind === 'sign' && token.text === '(') {
      const inner = binary(0)
      expect(')')
      return inner
    }
    if (token.kind !== 'name')
      throw failure(query, token.at, token.kind === 'end' ? 'unexpected end' : `unexpected ${JSON.stringify(token.text)}`)
    if (token.text === 'true' || token.text === 'false') return { kind: 'value', value: token.text === 'true' }
    if (!isSign('(')) return { kind: 'name', name: token.text }
    take()
    const args: Expression[] = []
    while (!isSign(')')) {
      args.push(argument())
      if (!isSign(',')) break
      take()
    }
    expect(')')
    return { kind: 'call', name: token.text, args }
  }

  const expressions: Expression[] = []
  while (peek().kind !== 'end') {
    expressions.push(binary(0))
    if (isSign(';')) take()
    else if (peek().kind !== 'end') throw failure(query, peek().at, `unexpected ${JSON.stringify(peek().text)}`)
  }
  if (expressions.length === 0) throw failure(query, 0, 'empty query')
  return expressions
}
