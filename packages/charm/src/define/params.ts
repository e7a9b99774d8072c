/** Parameters of actions: a part of JSON schema, from which TypeScript derives the types of the values. */
import type { notInParam, Refused } from './not-supported.ts'

interface Common extends Refused<typeof notInParam> {
  readonly title?: string
  readonly description?: string
}
/** A text. With `enum`, one of these texts. */
export interface StringSchema extends Common {
  readonly type: 'string'
  readonly default?: string
  readonly enum?: readonly string[]
  readonly minLength?: number
  readonly maxLength?: number
  /** A regular expression of Go, without look-around. */
  readonly pattern?: string
}
/** A number. With `enum`, one of these numbers. */
export interface NumberSchema extends Common {
  readonly type: 'integer' | 'number'
  readonly default?: number
  readonly enum?: readonly number[]
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: boolean
  readonly exclusiveMaximum?: boolean
  readonly multipleOf?: number
}
/** Yes or no. */
export interface BooleanSchema extends Common {
  readonly type: 'boolean'
  readonly default?: boolean
}
/** A list, whose items all have the form that `items` says. */
export interface ArraySchema extends Common {
  readonly type: 'array'
  readonly items: Schema
  readonly default?: readonly unknown[]
  readonly minItems?: number
  readonly maxItems?: number
  readonly uniqueItems?: boolean
}
/** An object with these properties; others only where `additionalProperties` says so, or says what form they have. */
export interface ObjectSchema extends Common {
  readonly type: 'object'
  readonly properties?: Params
  readonly additionalProperties?: boolean | Schema
  readonly default?: Readonly<Record<string, unknown>>
  readonly minProperties?: number
  readonly maxProperties?: number
}
/** The form of a value. */
export type Schema = StringSchema | NumberSchema | BooleanSchema | ArraySchema | ObjectSchema

/** A parameter of an action, or a property of one. */
export type Param = Schema & {
  /** Juju refuses the action when this parameter is missing. */
  readonly required?: true
}

/** Parameters of an action, by name. */
export type Params = Readonly<Record<string, Param>>

interface ScalarTypes {
  string: string
  integer: number
  number: number
  boolean: boolean
}

type PropertiesOf<S> = S extends { readonly properties: infer P } ? ParamsOf<P> : unknown
type OthersOf<S> = S extends { readonly additionalProperties: infer A }
  ? A extends true
    ? { readonly [name: string]: unknown }
    : A extends { readonly type: string }
      ? { readonly [name: string]: ValueOf<A> }
      : unknown
  : unknown

type ValueOf<S> = S extends { readonly enum: readonly (infer E)[] }
  ? E
  : S extends { readonly type: 'array'; readonly items: infer I }
    ? readonly ValueOf<I>[]
    : S extends { readonly type: 'object' }
      ? PropertiesOf<S> & OthersOf<S>
      : S extends { readonly type: keyof ScalarTypes }
        ? ScalarTypes[S['type']]
        : never

/** The values of parameters: those that are neither required nor have a default may be undefined. */
export type ParamsOf<P> = {
  readonly [K in keyof P]: P[K] extends { readonly default: unknown } | { readonly required: true }
    ? ValueOf<P[K]>
    : ValueOf<P[K]> | undefined
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Tells whether a value has a type of JSON schema. */
export function hasType(type: Schema['type'], value: unknown): boolean {
  switch (type) {
    case 'array':
      return Array.isArray(value)
    case 'object':
      return isObject(value)
    case 'integer':
      return Number.isSafeInteger(value)
    case 'number':
      return Number.isFinite(value)
    case 'boolean':
      return typeof value === 'boolean'
    default:
      return typeof value === 'string'
  }
}

/** A value as the charm gets it, with the defaults that were missing; or what is wrong with it, in words that begin with its name. */
type Read<T> = { readonly value: T; readonly fault?: undefined } | { readonly fault: string }

/** Reads a list member by member. */
const readAll = (values: readonly unknown[], read: (value: unknown, index: number) => Read<unknown>): Read<readonly unknown[]> => {
  const all = values.map(read)
  const fault = all.find((one) => one.fault !== undefined)?.fault
  return fault === undefined ? { value: all.map((one) => ('value' in one ? one.value : undefined)) } : { fault }
}

function readValue(schema: Schema, value: unknown, at: string): Read<unknown> {
  if (!hasType(schema.type, value)) return { fault: `'${at}' is not of type ${schema.type}` }
  if ('enum' in schema && schema.enum && !schema.enum.some((one) => one === value))
    return { fault: `'${at}' is none of ${schema.enum.join(', ')}` }
  if (schema.type === 'array' && Array.isArray(value))
    return readAll(value, (item, index) => readValue(schema.items, item, `${at}[${index}]`))
  return schema.type === 'object' && isObject(value) ? readParams(schema, value, at) : { value }
}

/**
 * Reads values by their declaration, and adds the defaults of those that are missing. Juju has done the same before it runs an action, but
 * what it hands over is looked at all the same.
 */
export function readParams(
  { properties = {}, additionalProperties = false }: Pick<ObjectSchema, 'properties' | 'additionalProperties'>,
  given: Readonly<Record<string, unknown>>,
  at = '',
): Read<Readonly<Record<string, unknown>>> {
  const names = [...new Set([...Object.keys(properties), ...Object.keys(given)])].filter(
    (name) => Object.hasOwn(given, name) || properties[name]?.default !== undefined || properties[name]?.required,
  )
  const read = readAll(names, (_, index): Read<unknown> => {
    const name = names[index] ?? ''
    const path = at === '' ? name : `${at}.${name}`
    const param = Object.hasOwn(properties, name) ? properties[name] : undefined
    const value = Object.hasOwn(given, name) ? given[name] : param?.default
    if (param) return value === undefined ? { fault: `'${path}' is missing` } : readValue(param, value, path)
    if (additionalProperties === false) return { fault: `'${path}' is not known` }
    return additionalProperties === true ? { value } : readValue(additionalProperties, value, path)
  })
  return read.fault === undefined ? { value: Object.fromEntries(names.map((name, index) => [name, read.value[index]])) } : read
}

/** Gives the JSON schema of an object with these properties: `required` becomes the list that Juju reads. */
export function objectSchema({
  properties = {},
  additionalProperties = false,
}: Pick<ObjectSchema, 'properties' | 'additionalProperties'>): {
  readonly properties: Readonly<Record<string, unknown>>
  readonly required?: readonly string[]
  readonly additionalProperties: unknown
} {
  const required = Object.entries(properties).flatMap(([name, param]) => (param.required ? [name] : []))
  return {
    properties: Object.fromEntries(Object.entries(properties).map(([name, param]) => [name, schemaOf(param)])),
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: typeof additionalProperties === 'boolean' ? additionalProperties : schemaOf(additionalProperties),
  }
}

function schemaOf(param: Param): Readonly<Record<string, unknown>> {
  const { required: _, ...schema } = param
  if (schema.type === 'array') return { ...schema, items: schemaOf(schema.items) }
  return schema.type === 'object' ? { ...schema, ...objectSchema(schema) } : { ...schema }
}
