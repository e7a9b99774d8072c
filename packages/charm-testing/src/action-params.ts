/**
 * Parameters of actions, as Juju hands them to a unit: checked against the schema of the action, with its defaults filled in. A contract test
 * of local-juju compares the texts with those of its own schemas.
 */
import type { Charm } from '@charm-layers/charm'
import { charmFiles } from '@charm-layers/charm/manifest'
import { faultsAt, isObject, type Json, type Schema } from './json-schema.ts'

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
