/** Reads a draft 4 schema as github.com/juju/gojsonschema does: the same keywords, the same checks in the same order, the same texts. */
import { FormatError } from '../errors.ts'
import { goJson, isList, isObject, type Json, type JsonObject } from '../json.ts'
import { goPattern } from './pattern.ts'

/** A schema ready to validate with. Lists that are empty say nothing. */
export interface Schema {
  readonly types: readonly string[]
  readonly properties: ReadonlyMap<string, Schema>
  readonly additionalProperties: boolean | Schema | undefined
  readonly patternProperties: readonly { readonly source: string; readonly pattern: RegExp; readonly schema: Schema }[]
  readonly dependencies: ReadonlyMap<string, readonly string[] | Schema>
  /** One schema for all items, or one for each place. */
  readonly items: Schema | readonly Schema[] | undefined
  readonly additionalItems: boolean | Schema | undefined
  readonly numbers: Readonly<Partial<Record<'multipleOf' | 'minimum' | 'maximum', number>>>
  readonly exclusiveMinimum: boolean
  readonly exclusiveMaximum: boolean
  readonly counts: Readonly<Partial<Record<CountKeyword, number>>>
  readonly pattern: { readonly source: string; readonly pattern: RegExp } | undefined
  readonly required: readonly string[]
  readonly uniqueItems: boolean
  /** The allowed values, as JSON. */
  readonly enum: readonly string[]
  readonly oneOf: readonly Schema[]
  readonly anyOf: readonly Schema[]
  readonly allOf: readonly Schema[]
  readonly not: Schema | undefined
}

/** Keywords that take a count. */
export type CountKeyword = 'minLength' | 'maxLength' | 'minProperties' | 'maxProperties' | 'minItems' | 'maxItems'

const fail = (text: string): never => {
  throw new FormatError(text)
}

const jsonTypes = new Set(['array', 'boolean', 'integer', 'number', 'null', 'object', 'string'])

/** Compiles a schema. @throws FormatError naming the first keyword that is wrong. */
export const compileSchema = (source: Json | undefined): Schema => {
  if (!isObject(source)) return fail('schema must be of type object')
  for (const keyword of ['$subSchema', '$ref']) checkText(source, keyword)
  checkReference(source)
  if (source.definitions !== undefined) checkDefinitions(source.definitions)
  for (const keyword of ['$id', 'title', 'description']) checkText(source, keyword)
  const types = typesOf(source.type)
  const properties = propertiesOf(source.properties)
  const additionalProperties = boolOrSchema(source, 'additionalProperties')
  const patternProperties = patternPropertiesOf(source.patternProperties)
  const dependencies = dependenciesOf(source.dependencies)
  const items = itemsOf(source.items)
  const additionalItems = boolOrSchema(source, 'additionalItems')
  const range = rangeOf(source)
  const lengths = countsOf(source, 'minLength', 'maxLength')
  const pattern = patternOf(source.pattern)
  const sizes = countsOf(source, 'minProperties', 'maxProperties')
  const required = requiredOf(source.required)
  const itemCounts = { ...countOf(source, 'minItems'), ...countOf(source, 'maxItems') }
  const uniqueItems = source.uniqueItems ?? false
  if (typeof uniqueItems !== 'boolean' || source.uniqueItems === null) return fail('uniqueItems must be of a boolean')
  return {
    types,
    properties,
    additionalProperties,
    patternProperties,
    dependencies,
    items,
    additionalItems,
    pattern,
    required,
    uniqueItems,
    ...range,
    counts: { ...lengths, ...sizes, ...itemCounts },
    enum: enumOf(source.enum),
    oneOf: schemasOf(source.oneOf, 'oneOf'),
    anyOf: schemasOf(source.anyOf, 'anyOf'),
    // Juju names anyOf here.
    allOf: schemasOf(source.allOf, 'anyOf'),
    not: source.not === undefined ? undefined : isObject(source.not) ? compileSchema(source.not) : fail('not must be of an object'),
  }
}

const checkText = (source: JsonObject, keyword: string): void => {
  const value = source[keyword]
  if (value !== undefined && typeof value !== 'string') fail(`${keyword} must be of type string`)
}

/** Juju looks a reference up within the action itself; only its own part after the `#` counts. */
const checkReference = (source: JsonObject): void => {
  const [, pointer] = /#\/(.*)$/.exec(typeof source.$ref === 'string' ? source.$ref : '') ?? []
  if (pointer === undefined) return
  pointer.split('/').reduce<Json>((at, token) => {
    const key = token.replaceAll('~1', '/').replaceAll('~0', '~')
    const next = isObject(at) ? at[key] : undefined
    return next === undefined ? fail(`Object has no key '${key}'`) : next
  }, source)
}

const checkDefinitions = (value: Json): void => {
  const wrong = 'definitions must be of type array of schemas'
  if (!isObject(value)) throw new FormatError(wrong)
  for (const each of Object.values(value)) {
    if (!isObject(each)) fail(wrong)
    compileSchema(each)
  }
}

const typesOf = (value: Json | undefined): readonly string[] => {
  if (value === undefined) return []
  if (typeof value === 'string') return jsonTypes.has(value) ? [value] : fail(`${value} is not a valid type`)
  if (!isList(value)) return fail('type must be of type string/array of strings')
  const names = value.map((each) => (typeof each === 'string' ? each : fail('type must be of type string/array of strings')))
  // Within a list, Juju ignores names that are wrong or given twice.
  return [...new Set(names.filter((name) => jsonTypes.has(name)))]
}

const propertiesOf = (value: Json | undefined): ReadonlyMap<string, Schema> => {
  if (value === undefined) return new Map()
  if (!isObject(value)) return fail('properties must be of type object')
  return new Map(Object.entries(value).map(([name, each]) => [name, compileSchema(each)] as const))
}

const boolOrSchema = (source: JsonObject, keyword: string): boolean | Schema | undefined => {
  const value = source[keyword]
  if (value === undefined || typeof value === 'boolean') return value
  return isObject(value) ? compileSchema(value) : fail(`${keyword} must be of type boolean/schema`)
}

const patternPropertiesOf = (value: Json | undefined): Schema['patternProperties'] => {
  if (value === undefined) return []
  if (!isObject(value)) return fail('patternProperties must be of type schema')
  return Object.entries(value).map(([source, each]) => ({
    source,
    pattern: goPattern(source) ?? fail(`Invalid regex pattern '${source}'`),
    schema: compileSchema(each),
  }))
}

const dependenciesOf = (value: Json | undefined): Schema['dependencies'] => {
  if (value === undefined) return new Map()
  if (!isObject(value)) return fail('dependencies must be of type object')
  const wrong = 'dependency must be of type schema or array of strings'
  const schemaOrNames = (each: Json): Schema | readonly string[] => {
    if (isObject(each)) return compileSchema(each)
    return isList(each) ? each.map((key) => (typeof key === 'string' ? key : fail(wrong))) : fail(wrong)
  }
  return new Map(Object.entries(value).map(([name, each]) => [name, schemaOrNames(each)] as const))
}

const itemsOf = (value: Json | undefined): Schema['items'] => {
  if (value === undefined) return undefined
  if (isObject(value)) return compileSchema(value)
  const wrong = 'items must be of type schema/array of schemas'
  return isList(value) ? value.map((each) => (isObject(each) ? compileSchema(each) : fail(wrong))) : fail(wrong)
}

const numberOf = (source: JsonObject, keyword: 'multipleOf' | 'minimum' | 'maximum'): number | undefined => {
  const value = source[keyword]
  return value === undefined || typeof value === 'number' ? value : fail(`${keyword} must be of a number`)
}

const rangeOf = (source: JsonObject): Pick<Schema, 'numbers' | 'exclusiveMinimum' | 'exclusiveMaximum'> => {
  const multipleOf = numberOf(source, 'multipleOf')
  if (multipleOf !== undefined && multipleOf <= 0) fail('multipleOf must be strictly greater than 0')
  const minimum = numberOf(source, 'minimum')
  const exclusiveMinimum = exclusiveOf(source, 'exclusiveMinimum', 'minimum', 'boolean')
  const maximum = numberOf(source, 'maximum')
  const exclusiveMaximum = exclusiveOf(source, 'exclusiveMaximum', 'maximum', 'number')
  if (minimum !== undefined && maximum !== undefined && minimum > maximum) fail('minimum cannot be greater than maximum')
  const numbers = {
    ...(multipleOf !== undefined && { multipleOf }),
    ...(minimum !== undefined && { minimum }),
    ...(maximum !== undefined && { maximum }),
  }
  return { numbers, exclusiveMinimum, exclusiveMaximum }
}

const exclusiveOf = (source: JsonObject, keyword: string, bound: string, named: string): boolean => {
  const value = source[keyword]
  if (value === undefined) return false
  if (typeof value !== 'boolean') return fail(`${keyword} must be of a ${named}`)
  return source[bound] === undefined ? fail(`${keyword} cannot be used without ${bound}`) : value
}

const countOf = (source: JsonObject, keyword: CountKeyword): Schema['counts'] => {
  const value = source[keyword]
  if (value === undefined) return {}
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) return fail(`${keyword} must be of an integer`)
  return value < 0 ? fail(`${keyword} must be greater than or equal to 0`) : { [keyword]: value }
}

const countsOf = (source: JsonObject, least: CountKeyword, most: CountKeyword): Schema['counts'] => {
  const counts = { ...countOf(source, least), ...countOf(source, most) }
  const [low, high] = [counts[least], counts[most]]
  return low !== undefined && high !== undefined && low > high ? fail(`${least} cannot be greater than ${most}`) : counts
}

const patternOf = (value: Json | undefined): Schema['pattern'] => {
  if (value === undefined) return undefined
  if (typeof value !== 'string') return fail('pattern must be of a string')
  return { source: value, pattern: goPattern(value) ?? fail('pattern must be a valid regex') }
}

const requiredOf = (value: Json | undefined): readonly string[] => {
  if (value === undefined) return []
  if (!isList(value)) return fail('required must be of an array')
  return unique(
    value.map((each) => (typeof each === 'string' ? each : fail('required items must be string'))),
    'required',
  )
}

const enumOf = (value: Json | undefined): readonly string[] => {
  if (value === undefined) return []
  return isList(value) ? unique(value.map(goJson), 'enum') : fail('enum must be of an array')
}

const unique = (values: readonly string[], keyword: string): readonly string[] =>
  new Set(values).size === values.length ? values : fail(`${keyword} items must be unique`)

const schemasOf = (value: Json | undefined, named: string): readonly Schema[] => {
  if (value === undefined) return []
  return isList(value) ? value.map(compileSchema) : fail(`${named} must be of an array`)
}
