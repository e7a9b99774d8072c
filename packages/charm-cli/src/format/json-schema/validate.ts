/** Validates as github.com/juju/gojsonschema does. Its texts, and its choice of whose faults to show, are Juju's answers to a user. */
import { floatText } from '../go.ts'
import { goJson, isList, isObject, type Json, type JsonObject } from '../json.ts'
import type { Schema } from './compile.ts'

/** What one schema found. The score tells how near a value came, so that of several alternatives the nearest one's faults are shown. */
interface Outcome {
  readonly faults: string[]
  score: number
}

const outcome = (): Outcome => ({ faults: [], score: 0 })

const addFault = (into: Outcome, path: string, value: Json, text: string): void => {
  into.faults.push(`${path} : ${text}, given ${goJson(value)}`)
  into.score -= 2
}

const merge = (into: Outcome, from: Outcome): void => {
  into.faults.push(...from.faults)
  into.score += from.score
}

/** Gives every fault of a value, in Juju's words: `(root).times : must be of type integer, given "abc"`. None means that it fits. */
export const schemaFaults = (schema: Schema, value: Json): readonly string[] => validated(schema, value, '(root)').faults

const validated = (schema: Schema, value: Json, path: string): Outcome => {
  const result = outcome()
  validateInto(result, schema, value, path)
  return result
}

const isInteger = (value: number): boolean => Number.isSafeInteger(value)

const hasType = (types: readonly string[], value: Json): boolean => {
  if (types.length === 0) return true
  if (typeof value === 'number') return types.includes('number') || (isInteger(value) && types.includes('integer'))
  const name = value === null ? 'null' : isList(value) ? 'array' : typeof value
  return types.includes(name)
}

const validateInto = (into: Outcome, schema: Schema, value: Json, path: string): void => {
  if (!hasType(schema.types, value)) {
    const wanted = schema.types.length > 1 ? `[${schema.types.join(',')}]` : schema.types[0]
    // After a wrong type nothing else is checked, and the value does not get the score for a complete check.
    addFault(into, path, value, `must be of type ${wanted}`)
    return
  }
  combinations(into, schema, value, path)
  if (isList(value)) arrayRules(into, schema, value, path)
  if (isObject(value)) objectRules(into, schema, value, path)
  if (typeof value === 'number') numberRules(into, schema, value, path)
  enumRule(into, schema, value, path)
  if (typeof value === 'string') stringRules(into, schema, value, path)
  if (isObject(value)) {
    for (const [name, property] of schema.properties) {
      const inner = value[name]
      if (inner !== undefined) validateInto(into, property, inner, `${path}.${name}`)
    }
  }
  into.score++
}

const nearest = (outcomes: readonly Outcome[]): Outcome | undefined =>
  outcomes.reduce<Outcome | undefined>((best, each) => (best === undefined || each.score > best.score ? each : best), undefined)

const combinations = (into: Outcome, schema: Schema, value: Json, path: string): void => {
  const outcomesOf = (schemas: readonly Schema[]): readonly Outcome[] => schemas.map((each) => validated(each, value, path))
  const any = outcomesOf(schema.anyOf)
  if (any.length > 0 && any.every(({ faults }) => faults.length > 0)) {
    addFault(into, path, value, 'must validate at least one schema (anyOf)')
    merge(into, nearest(any) ?? outcome())
  }
  const one = outcomesOf(schema.oneOf)
  const fitting = one.filter(({ faults }) => faults.length === 0).length
  if (one.length > 0 && fitting !== 1) {
    addFault(into, path, value, 'must validate one and only one schema (oneOf)')
    if (fitting === 0) merge(into, nearest(one) ?? outcome())
  }
  const all = outcomesOf(schema.allOf)
  for (const each of all) merge(into, each)
  if (all.some(({ faults }) => faults.length > 0)) addFault(into, path, value, 'must validate all the schemas (allOf)')
  if (schema.not !== undefined && validated(schema.not, value, path).faults.length === 0) {
    addFault(into, path, value, 'must not validate the schema (not)')
  }
  if (isObject(value)) dependencyRules(into, schema, value, path)
  into.score++
}

const dependencyRules = (into: Outcome, schema: Schema, value: JsonObject, path: string): void => {
  for (const key of Object.keys(value)) {
    const dependency = schema.dependencies.get(key)
    if (dependency === undefined) continue
    if ('types' in dependency) validateInto(into, dependency, value, path)
    else for (const needed of dependency) if (value[needed] === undefined) addFault(into, path, value, `has a dependency on ${needed}`)
  }
}

const enumRule = (into: Outcome, schema: Schema, value: Json, path: string): void => {
  if (schema.enum.length > 0 && !schema.enum.includes(goJson(value))) {
    addFault(into, path, value, `must match one of the enum values [${schema.enum.join(',')}]`)
  }
  into.score++
}

const arrayRules = (into: Outcome, schema: Schema, value: readonly Json[], path: string): void => {
  const { items, additionalItems } = schema
  if (items !== undefined && 'types' in items)
    for (const [index, item] of value.entries()) merge(into, validated(items, item, `${path}.${index}`))
  else if (items !== undefined) placedItems(into, { items, additionalItems }, value, path)
  const { minItems, maxItems } = schema.counts
  if (minItems !== undefined && value.length < minItems) addFault(into, path, value, `array must have at least ${minItems} items`)
  if (maxItems !== undefined && value.length > maxItems) addFault(into, path, value, `array must have at the most ${maxItems} items`)
  if (schema.uniqueItems) {
    const seen = new Set<string>()
    for (const text of value.map(goJson)) {
      if (seen.has(text)) addFault(into, path, value, 'array items must be unique')
      seen.add(text)
    }
  }
  into.score++
}

interface Placed {
  readonly items: readonly Schema[]
  readonly additionalItems: boolean | Schema | undefined
}

/** Items each with its own schema. Juju looks at them only when there are exactly as many, and else at those that are too many. */
const placedItems = (into: Outcome, { items, additionalItems }: Placed, value: readonly Json[], path: string): void => {
  if (items.length === 0) return
  if (items.length === value.length) {
    for (const [index, each] of items.entries()) merge(into, validated(each, value[index] ?? null, `${path}.${index}`))
  }
  if (items.length >= value.length) return
  if (additionalItems === false) addFault(into, path, value, 'no additional item allowed on array')
  if (typeof additionalItems === 'object') {
    for (let index = items.length; index < value.length; index++)
      merge(into, validated(additionalItems, value[index] ?? null, `${path}.${index}`))
  }
}

const objectRules = (into: Outcome, schema: Schema, value: JsonObject, path: string): void => {
  const size = Object.keys(value).length
  const { minProperties, maxProperties } = schema.counts
  if (minProperties !== undefined && size < minProperties) addFault(into, path, value, `must have at least ${minProperties} properties`)
  if (maxProperties !== undefined && size > maxProperties) addFault(into, path, value, `must have at the most ${maxProperties} properties`)
  for (const name of schema.required) {
    if (Object.hasOwn(value, name)) into.score++
    else addFault(into, path, value, `"${name}" property is missing and required`)
  }
  for (const [name, inner] of Object.entries(value)) propertyRules(into, schema, { name, inner, value, path })
  into.score++
}

interface Property {
  readonly name: string
  readonly inner: Json
  readonly value: JsonObject
  readonly path: string
}

const propertyRules = (into: Outcome, schema: Schema, { name, inner, value, path }: Property): void => {
  const matching = schema.patternProperties.filter(({ pattern }) => pattern.test(name))
  const outcomes = matching.map((each) => validated(each.schema, inner, `${path}.${name}`))
  for (const each of outcomes) merge(into, each)
  const fits = outcomes.some(({ faults }) => faults.length === 0)
  if (fits) into.score++
  const isDescribed = schema.properties.has(name) ? matching.length === 0 || fits : fits
  const additional = schema.additionalProperties
  if (additional === false && !isDescribed) addFault(into, path, value, `additional property "${name}" is not allowed`)
  if (typeof additional === 'object' && !isDescribed) merge(into, validated(additional, inner, path))
  if (additional === undefined && matching.length > 0 && !fits) {
    const sources = schema.patternProperties.map(({ source }) => `"${source}"`)
    addFault(into, path, value, `property "${name}" does not match pattern ${sources.length === 1 ? sources[0] : `[${sources.join(',')}]`}`)
  }
}

const stringRules = (into: Outcome, schema: Schema, value: string, path: string): void => {
  const length = Array.from(value).length
  const { minLength, maxLength } = schema.counts
  if (minLength !== undefined && length < minLength) addFault(into, path, value, `string length must be greater or equal to ${minLength}`)
  if (maxLength !== undefined && length > maxLength) addFault(into, path, value, `string length must be lower or equal to ${maxLength}`)
  if (schema.pattern !== undefined && !schema.pattern.pattern.test(value)) {
    addFault(into, path, value, `does not match pattern '${schema.pattern.source}'`)
  }
  into.score++
}

const numberText = (value: number): string => (isInteger(value) ? String(value) : floatText(value))

/** Checks a number. Like Juju, it says "or equal" where the bound is exclusive, and shows the value as a text. */
const numberRules = (into: Outcome, schema: Schema, value: number, path: string): void => {
  const { multipleOf, minimum, maximum } = schema.numbers
  const refuse = (text: string): void => addFault(into, path, numberText(value), text)
  if (multipleOf !== undefined && !isInteger(value / multipleOf)) refuse(`must be a multiple of ${numberText(multipleOf)}`)
  if (maximum !== undefined) {
    if (schema.exclusiveMaximum && value >= maximum) refuse(`must be lower than or equal to ${numberText(maximum)}`)
    if (!schema.exclusiveMaximum && value > maximum) refuse(`must be lower than ${numberText(maximum)}`)
  }
  if (minimum !== undefined) {
    if (schema.exclusiveMinimum && value <= minimum) refuse(`must be greater than or equal to ${numberText(minimum)}`)
    if (!schema.exclusiveMinimum && value < minimum) refuse(`must be greater than ${numberText(minimum)}`)
  }
  into.score++
}
