/**
 * Parameters of actions, as Juju hands them to a unit: checked against the schema of the action, with its defaults filled in. A contract test
 * of local-juju compares the texts with those of its own schemas.
 */
import type { Charm } from '@charm-layers/charm'
import { charmFiles } from '@charm-layers/charm/manifest'

type Json = unknown
type Schema = Readonly<Record<string, Json>>
const isObject = (value: Json): value is Schema => typeof value === 'object' && value !== null && !Array.isArray(value)
const listOf = (value: Json): readonly Json[] => (Array.isArray(value) ? value : [])

/** Writes a value as Go does, with the keys of maps in order. */
const goJson = (value: Json): string => {
  if (Array.isArray(value)) return `[${value.map(goJson).join(',')}]`
  if (!isObject(value)) return JSON.stringify(value)
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${goJson(one)}`).join(',')}}`
}

const typeOf = (value: Json): string => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value)
const hasType = (type: string, value: Json): boolean =>
  type === 'integer' ? Number.isSafeInteger(value) : type === typeOf(value) || (type === 'number' && typeof value === 'number')

function faultsAt(schema: Schema, value: Json, path: string): readonly string[] {
  const given = (text: string, of: Json = value): string => `${path} : ${text}, given ${goJson(of)}`
  if (typeof schema.type === 'string' && !hasType(schema.type, value)) return [given(`must be of type ${schema.type}`)]
  const faults: string[] = []
  if (Array.isArray(value) && isObject(schema.items))
    for (const [at, item] of value.entries()) faults.push(...faultsAt(schema.items, item, `${path}.${at}`))
  const properties = isObject(schema.properties) ? schema.properties : {}
  if (isObject(value)) {
    for (const name of listOf(schema.required))
      if (!Object.hasOwn(value, String(name))) faults.push(given(`"${String(name)}" property is missing and required`))
    for (const name of Object.keys(value))
      if (schema.additionalProperties === false && !Object.hasOwn(properties, name))
        faults.push(given(`additional property "${name}" is not allowed`))
  }
  if (typeof value === 'number') {
    if (typeof schema.maximum === 'number' && value > schema.maximum)
      faults.push(given(`must be lower than ${schema.maximum}`, String(value)))
    if (typeof schema.minimum === 'number' && value < schema.minimum)
      faults.push(given(`must be greater than ${schema.minimum}`, String(value)))
  }
  const choices = listOf(schema.enum).map(goJson)
  if (choices.length > 0 && !choices.includes(goJson(value))) faults.push(given(`must match one of the enum values [${choices.join(',')}]`))
  if (isObject(value))
    for (const [name, property] of Object.entries(properties))
      if (isObject(property) && value[name] !== undefined) faults.push(...faultsAt(property, value[name], `${path}.${name}`))
  return faults
}

function withDefaults(params: Schema, properties: Schema): Schema {
  const filled: Record<string, Json> = { ...params }
  for (const [name, property] of Object.entries(properties)) {
    if (!isObject(property)) continue
    const inner = isObject(property.properties) ? property.properties : undefined
    const value = filled[name]
    if (value === undefined && property.default !== undefined) filled[name] = property.default
    else if (inner && (value === undefined || isObject(value))) {
      const made = withDefaults(isObject(value) ? value : {}, inner)
      if (value !== undefined || Object.keys(made).length > 0) filled[name] = made
    }
  }
  return filled
}

const schemaOf = (charm: Charm, action: string): Schema => {
  const declared = charmFiles(charm, { base: 'ubuntu@24.04', architectures: [] })['actions.yaml'][action]
  const { params, ...schema }: Schema = isObject(declared) ? declared : {}
  return { ...schema, type: 'object', properties: params }
}

/** Gives what Juju refuses in the parameters of an action; undefined when it takes them. */
export function paramsFault(charm: Charm, action: string, params: Schema): string | undefined {
  const faults = faultsAt(schemaOf(charm, action), params, '(root)')
  return faults.length === 0 ? undefined : `validation failed: ${faults.join('; ')}`
}

/** Gives the parameters with the defaults of those that are left out. */
export const filledParams = (charm: Charm, action: string, params: Schema): Schema => {
  const { properties } = schemaOf(charm, action)
  return isObject(properties) ? withDefaults(params, properties) : params
}
