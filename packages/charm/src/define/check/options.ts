/** Checks config options, actions and their parameters. */
import type { Charm } from '../charm.ts'
import { notInAction, notInParam } from '../not-supported.ts'
import { fitsOption } from '../option.ts'
import { hasType, type ObjectSchema, type Param, readParams, type Schema } from '../params.ts'
import { at, checkName, isObject, membersOf, type Report, refuseKeys } from './report.ts'

const optionTypes = ['string', 'int', 'float', 'boolean', 'secret', 'sensitive']

/** What an option of each kind may say beside its type and its description, in place of a default. */
const instead: Readonly<Record<string, string>> = { secret: 'keys', sensitive: 'key' }

/** Reports what Juju would refuse in the options of a charm. */
export function checkOptions(report: Report, { config }: Charm): void {
  for (const [name, one] of membersOf(report, 'config', config)) {
    const place = at('config', name)
    if (!optionTypes.includes(one.type)) {
      report(at(place, 'type'), `is none of ${optionTypes.join(', ')}`)
      continue
    }
    const hidden = instead[one.type]
    refuseKeys(report, place, one, {
      known: ['type', 'description', hidden ?? 'default'],
      refused: {
        default:
          one.type === 'secret'
            ? 'a secret belongs to a model, so an option has none by default'
            : 'nobody may see the value, and everybody may see a default',
      },
    })
    if (typeof one.description !== 'string') report(at(place, 'description'), 'is missing')
    if (one.type === 'sensitive' && typeof one.key !== 'string') report(at(place, 'key'), 'is missing')
    if (hidden === undefined && one.default !== undefined && !fitsOption(one.type, one.default))
      report(at(place, 'default'), `is not of type ${one.type}`)
  }
}

const ofEvery = ['type', 'title', 'description', 'default', 'required']
const ofType: Readonly<Record<Schema['type'], readonly string[]>> = {
  string: ['enum', 'minLength', 'maxLength', 'pattern'],
  integer: ['enum', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  number: ['enum', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  boolean: [],
  array: ['items', 'minItems', 'maxItems', 'uniqueItems'],
  object: ['properties', 'additionalProperties', 'minProperties', 'maxProperties'],
}

function checkSchema(report: Report, place: string, schema: Param): void {
  const given: unknown = schema
  const isKnown = isObject(given) && Object.hasOwn(ofType, schema.type)
  if (!isKnown) {
    report(
      isObject(given) ? at(place, 'type') : place,
      isObject(given) ? `is none of ${Object.keys(ofType).join(', ')}` : 'is not an object',
    )
    return
  }
  refuseKeys(report, place, schema, { known: [...ofEvery, ...ofType[schema.type]], refused: notInParam })
  if (given.required !== undefined && given.required !== true) report(at(place, 'required'), 'is not true: leave it out')
  if (schema.required && schema.default !== undefined) report(at(place, 'required'), 'has no effect, since there is a default')
  if (schema.type === 'array') checkSchema(report, at(place, 'items'), schema.items)
  if (schema.type === 'object') {
    checkProperties(report, place, schema)
    const inner = Object.values(schema.properties ?? {})
    // Juju makes an object that an operator leaves out, to hold the defaults of its properties, and what is required is missing in it.
    if (!schema.required && !schema.default && inner.some((one) => one.default !== undefined) && inner.some((one) => one.required))
      report(place, 'is optional, with a default inside and something required inside, which Juju mixes up: make it required')
  }
  if ('enum' in schema && schema.enum) {
    const wrong = schema.enum.length === 0 || schema.enum.some((value) => !hasType(schema.type, value))
    if (wrong) report(at(place, 'enum'), `is not a list of values of type ${schema.type}`)
  }
  if (schema.default !== undefined) {
    const { fault } = readParams({ properties: { default: schema } }, { default: schema.default })
    if (fault !== undefined) report(at(place, 'default'), fault.replace(/^'default'/, 'it'))
  }
}

function checkProperties(
  report: Report,
  place: string,
  { properties, additionalProperties }: Pick<ObjectSchema, 'properties' | 'additionalProperties'>,
): void {
  for (const [name, param] of Object.entries(properties ?? {})) checkSchema(report, at(at(place, 'properties'), name), param)
  if (isObject(additionalProperties)) checkSchema(report, at(place, 'additionalProperties'), additionalProperties as unknown as Schema)
}

const actionKeys = ['description', 'title', 'params', 'additionalProperties', 'executionGroup', 'parallel', 'run']

/** Reports what Juju would refuse in the actions of a charm. */
export function checkActions(report: Report, { actions }: Charm): void {
  for (const [name, one] of membersOf(report, 'actions', actions)) {
    const place = at('actions', name)
    checkName(report, 'actions', name, /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/)
    if (name === 'juju' || name.startsWith('juju-')) report(place, 'has a name that Juju keeps for itself')
    refuseKeys(report, place, one, { known: actionKeys, refused: { ...notInAction, ...notInParam } })
    if (typeof one.description !== 'string') report(at(place, 'description'), 'is missing')
    if (typeof one.run !== 'function') report(at(place, 'run'), 'is no function')
    if (one.executionGroup !== undefined && typeof one.executionGroup !== 'string') report(at(place, 'executionGroup'), 'is no text')
    for (const [param, schema] of Object.entries(one.params ?? {})) checkSchema(report, at(at(place, 'params'), param), schema)
  }
}
