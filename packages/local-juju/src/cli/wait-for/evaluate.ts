// What a `wait-for` query says of an entity.
import { CliError } from '../errors.ts'
import type { Expression } from './parse.ts'

/** An entity as the query sees it: its names with their values. */
export interface Scope {
  readonly [name: string]: Value
}

/** What an expression can be worth. A map of scopes holds the entities below, by name. */
export type Value = string | number | boolean | null | Scopes | Scope

/** Entities by name. */
export type Scopes = ReadonlyMap<string, Scope>

/** The answer, and the values of the entity that the query used, which the summary shows. */
export interface Answer {
  readonly holds: boolean
  readonly seen: ReadonlyMap<string, Value>
}

type Environment = Readonly<Record<string, Value>>

const failure = (text: string): CliError => new CliError(`Cannot execute query: ${text}`)

const isScopes = (value: Value): value is Scopes => value instanceof Map

const compare = (operator: string, left: Value, right: Value): boolean => {
  if (operator === '==') return left === right
  if (operator === '!=') return left !== right
  if (typeof left !== typeof right || (typeof left !== 'string' && typeof left !== 'number')) {
    throw failure(`${operator} needs two numbers or two strings`)
  }
  const [a, b] = [left as number, right as number]
  return operator === '<' ? a < b : operator === '<=' ? a <= b : operator === '>' ? a > b : a >= b
}

const truth = (value: Value): boolean => {
  if (typeof value !== 'boolean') throw failure('expected true or false')
  return value
}

const text = (value: Value | undefined): string => {
  if (typeof value !== 'string') throw failure('expected a string')
  return value
}

/** Evaluates a query on an entity; `print` shows what the query's own `print` says. */
export const evaluate = (query: readonly Expression[], scope: Scope, print: (line: string) => void): Answer => {
  const seen = new Map<string, Value>()

  const functions: Readonly<Record<string, (args: readonly Expression[], environment: Environment) => Value>> = {
    len: ([of], environment) => {
      const value = of ? run(of, environment) : null
      if (isScopes(value)) return value.size
      return text(value).length
    },
    print: ([of], environment) => {
      const value = of ? run(of, environment) : ''
      print(isScopes(value) ? [...value.keys()].join(' ') : typeof value === 'object' ? JSON.stringify(value) : String(value))
      return true
    },
    forEach: ([of, lambda], environment) => {
      const value = of ? run(of, environment) : null
      if (!isScopes(value) || lambda?.kind !== 'lambda') throw failure('forEach takes a collection and a lambda')
      // An empty list does not satisfy the query: an application whose units are still to come is not ready.
      return value.size > 0 && [...value.values()].every((one) => truth(run(lambda.body, { ...environment, [lambda.name]: one })))
    },
    startsWith: ([of, prefix], environment) => text(of && run(of, environment)).startsWith(text(prefix && run(prefix, environment))),
    endsWith: ([of, suffix], environment) => text(of && run(of, environment)).endsWith(text(suffix && run(suffix, environment))),
    int: ([of], environment) => {
      const number = Math.trunc(Number(of ? run(of, environment) : Number.NaN))
      if (Number.isNaN(number)) throw failure('int needs a number')
      return number
    },
  }

  const run = (expression: Expression, environment: Environment): Value => {
    switch (expression.kind) {
      case 'value':
        return expression.value
      case 'name': {
        if (Object.hasOwn(environment, expression.name)) return environment[expression.name] ?? null
        if (!Object.hasOwn(scope, expression.name)) {
          throw failure(`invalid identifier ${JSON.stringify(expression.name)}, expected one of: ${Object.keys(scope).sort().join(', ')}`)
        }
        const value = scope[expression.name] ?? null
        seen.set(expression.name, value)
        return value
      }
      case 'member':
      case 'index': {
        const of = run(expression.of, environment)
        const key = expression.kind === 'member' ? expression.name : text(run(expression.at, environment))
        if (isScopes(of)) {
          const one = of.get(key)
          if (!one) throw failure(`${JSON.stringify(key)} not found`)
          return one
        }
        if (typeof of !== 'object' || of === null || !Object.hasOwn(of, key)) throw failure(`${JSON.stringify(key)} not found`)
        return (of as Scope)[key] ?? null
      }
      case 'call': {
        const call = Object.hasOwn(functions, expression.name) ? functions[expression.name] : undefined
        if (!call) throw failure(`unknown function ${JSON.stringify(expression.name)}`)
        return call(expression.args, environment)
      }
      case 'lambda':
        throw failure('a lambda stands only within forEach')
      case 'binary': {
        const left = run(expression.left, environment)
        if (expression.operator === '&&') return truth(left) && truth(run(expression.right, environment))
        if (expression.operator === '||') return truth(left) || truth(run(expression.right, environment))
        return compare(expression.operator, left, run(expression.right, environment))
      }
    }
  }

  const holds = query.map((expression) => run(expression, {})).every((value) => value !== false)
  return { holds, seen }
}
