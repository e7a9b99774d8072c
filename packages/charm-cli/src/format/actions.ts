import { decoder, mapField, textEntries } from './decode.ts'
import { annotated, FormatError, type FormatOptions } from './errors.ts'
import { quote } from './go.ts'
import { isObject, type Json, type JsonObject, jsonOf } from './json.ts'
import { compileSchema } from './json-schema/compile.ts'
import { schemaFaults } from './json-schema/validate.ts'
import { reservedReason } from './metadata-check.ts'
import { typeName, type Value } from './value.ts'
import { parseYaml } from './yaml.ts'

/** One action of actions.yaml. */
export interface ActionSpec {
  readonly name: string
  readonly description: string
  readonly parallel: boolean
  readonly executionGroup: string
  /** The JSON schema (draft 4) that the parameters of a run have to fit. */
  readonly schema: JsonObject
}

const actionName = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/

/**
 * Reads actions.yaml of the charm named.
 *
 * @throws FormatError with Juju's text.
 */
export const parseActions = (charm: string, text: string, { juju = '3.6' }: FormatOptions = {}): ReadonlyMap<string, ActionSpec> => {
  const decode = decoder()
  const actions = textEntries(mapField(parseYaml(text), 'map[string]map[string]interface {}', decode), decode)
  const read = [...actions].map(([name, value]) => {
    const keys = textEntries(mapField(value, 'map[string]interface {}', decode), decode)
    return { name, keys }
  })
  decode.finish()
  return new Map(read.map(({ name, keys }) => [name, actionOf(charm, name, keys, juju)] as const))
}

const actionOf = (charm: string, name: string, keys: ReadonlyMap<string, Value>, juju: string): ActionSpec => {
  if (!actionName.test(name)) throw new FormatError(`bad action name ${name}`, name)
  const reason = reservedReason(charm, name)
  if (reason !== undefined) throw new FormatError(`cannot use action name ${name}: ${reason}`, name)
  // Since 4.0 a parameter that the schema does not name is refused unless the action says otherwise.
  const base: JsonObject = { description: 'No description', type: 'object', title: name, properties: {} }
  const schema: Record<string, Json> = juju === '4.0' ? { ...base, additionalProperties: false } : { ...base }
  let description = 'No description'
  let parallel = false
  let executionGroup = ''
  for (const [key, value] of keys) {
    const wrong = (what: string): never => {
      throw new FormatError(`value for schema key ${quote(key)} must be ${what}`, `${name}.${key}`)
    }
    if (key === 'parallel') parallel = value.kind === 'bool' ? value.value : wrong('a bool')
    else if (key === 'execution-group') executionGroup = value.kind === 'string' ? value.value : wrong('a string')
    else if (key === 'title') schema[key] = value.kind === 'string' ? value.value : wrong('a string')
    else if (key === 'description') description = value.kind === 'string' ? value.value : wrong('a string')
    else if (key === 'required' && value.kind !== 'list') wrong('a YAML list')
    else if (key === 'required') continue
    else schema[key === 'params' ? 'properties' : key] = key === 'params' ? paramsOf(value, name) : cleansed(value)
  }
  schema.description = description
  annotated(`invalid params schema for action schema ${name}`, () => {
    const required = keys.get('required')
    if (required !== undefined) schema.required = uncleansed(required)
    compileSchema(schema)
  })
  return { name, description, parallel, executionGroup, schema }
}

const paramsOf = (value: Value, name: string): Json => {
  const params = cleansed(value)
  if (!isObject(params)) throw new FormatError('params failed to parse as a map', `${name}.params`)
  return params
}

const nonString = 'map keyed with non-string value'

/** Refuses references and keys that are no strings. Within a list Juju gives every fault the same text. */
const cleansed = (value: Value): Json => {
  if (value.kind === 'list') return value.items.map(cleansedItem)
  if (value.kind !== 'map') return jsonOf(value)
  const entries = value.entries.map(({ key, value: each }) => {
    if (key.kind !== 'string') throw new FormatError(nonString)
    return [key.value, each] as const
  })
  const prohibited = entries.find(([key]) => key === '$ref' || key === '$schema')
  if (prohibited !== undefined) throw new FormatError(`schema key ${quote(prohibited[0])} not compatible with this version of juju`)
  return Object.fromEntries(entries.map(([key, each]) => [key, cleansed(each)]))
}

const cleansedItem = (item: Value): Json => {
  try {
    return cleansed(item)
  } catch (error) {
    throw error instanceof FormatError ? new FormatError(nonString) : error
  }
}

/** Juju passes the list of required names on as it is; a map in it cannot become JSON there. */
const uncleansed = (value: Value): Json => {
  const map = value.kind === 'list' ? value.items.find((item) => item.kind === 'map') : undefined
  if (map !== undefined) throw new FormatError(`json: unsupported type: ${typeName(map)}`)
  return jsonOf(value)
}

/**
 * Checks the parameters of a run, as Juju does when it is asked for and again in the unit.
 *
 * @throws FormatError such as `validation failed: (root).times : must be of type integer, given "abc"`.
 */
export const validateActionParams = (action: ActionSpec, params: JsonObject): void => {
  const faults = schemaFaults(compileSchema(action.schema), params)
  if (faults.length > 0) throw new FormatError(`validation failed: ${faults.join('; ')}`)
}

/** Gives the parameters with the schema's defaults for those that are absent, at every depth. */
export const insertDefaults = (action: ActionSpec, params: JsonObject): JsonObject => {
  const properties = action.schema.properties
  return isObject(properties) ? withDefaults(params, properties) : params
}

const withDefaults = (params: JsonObject, properties: JsonObject): JsonObject => {
  const result: Record<string, Json> = { ...params }
  for (const [name, property] of Object.entries(properties)) {
    if (!isObject(property)) continue
    const value = result[name]
    const inner = property.properties
    if (value !== undefined) {
      if (isObject(value) && isObject(inner)) result[name] = withDefaults(value, inner)
    } else if (property.default !== undefined) {
      result[name] = property.default
    } else if (isObject(inner)) {
      const made = withDefaults({}, inner)
      if (Object.keys(made).length > 0) result[name] = made
    }
  }
  return result
}
