/** The keywords of JSON schema that an action's parameters can have, with the checks and the texts of Juju. */

export type Json = unknown
export type Schema = Readonly<Record<string, Json>>
export const isObject = (value: Json): value is Schema => typeof value === 'object' && value !== null && !Array.isArray(value)
const listOf = (value: Json): readonly Json[] => (Array.isArray(value) ? value : [])

/** Writes a value as Go does, with the keys of maps in order. */
const goJson = (value: Json): string => {
  if (Array.isArray(value)) return `[${value.map(goJson).join(',')}]`
  if (!isObject(value))
    return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`)
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, one]) => `${goJson(key)}:${goJson(one)}`).join(',')}}`
}

const typeOf = (value: Json): string => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value)
const hasType = (type: string, value: Json): boolean =>
  type === 'integer' ? Number.isSafeInteger(value) : type === typeOf(value) || (type === 'number' && typeof value === 'number')

/** A bound of a schema: its keyword, what it is compared with, whether that is too little or too much, and Juju's words. */
type Bound = readonly [keyword: string, refuses: (size: number, bound: number) => boolean, text: (bound: number) => string]
const less = (size: number, bound: number): boolean => size < bound
const more = (size: number, bound: number): boolean => size > bound

const bounds: Readonly<Record<'array' | 'object' | 'string', readonly Bound[]>> = {
  array: [
    ['minItems', less, (bound) => `array must have at least ${bound} items`],
    ['maxItems', more, (bound) => `array must have at the most ${bound} items`],
  ],
  object: [
    ['minProperties', less, (bound) => `must have at least ${bound} properties`],
    ['maxProperties', more, (bound) => `must have at the most ${bound} properties`],
  ],
  string: [
    ['minLength', less, (bound) => `string length must be greater or equal to ${bound}`],
    ['maxLength', more, (bound) => `string length must be lower or equal to ${bound}`],
  ],
}
const outOf = (all: readonly Bound[], schema: Schema, size: number): readonly string[] =>
  all.flatMap(([keyword, refuses, text]) => {
    const bound = schema[keyword]
    return typeof bound === 'number' && refuses(size, bound) ? [text(bound)] : []
  })

/** Like Juju, says "or equal" where the bound itself is refused. */
function numberFaults({ multipleOf, maximum, minimum, exclusiveMaximum, exclusiveMinimum }: Schema, value: number): readonly string[] {
  const [below, above] = [exclusiveMaximum === true, exclusiveMinimum === true]
  const faults: string[] = []
  if (typeof multipleOf === 'number' && !Number.isSafeInteger(value / multipleOf)) faults.push(`must be a multiple of ${multipleOf}`)
  if (typeof maximum === 'number' && (below ? value >= maximum : value > maximum))
    faults.push(`must be lower than ${below ? 'or equal to ' : ''}${maximum}`)
  if (typeof minimum === 'number' && (above ? value <= minimum : value < minimum))
    faults.push(`must be greater than ${above ? 'or equal to ' : ''}${minimum}`)
  return faults
}

/** Reads a pattern of Go's, as far as those of JavaScript differ from it. */
const goPattern = (source: string): RegExp => {
  const [whole = '', flags = ''] = /^\(\?([ims]+)\)/.exec(source) ?? []
  const body = source.slice(whole.length).replaceAll('(?P<', '(?<').replaceAll('\\A', '(?<![\\s\\S])').replaceAll('\\z', '(?![\\s\\S])')
  return new RegExp(
    body.replace(/\[:(alnum|alpha|digit|lower|upper|space|xdigit|word):\]/g, (_, name: keyof typeof classes) => classes[name]),
    flags,
  )
}
const classes = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  digit: '0-9',
  lower: 'a-z',
  upper: 'A-Z',
  space: '\\s',
  xdigit: '0-9A-Fa-f',
  word: '\\w',
}

function objectFaults(schema: Schema, value: Schema, path: string): readonly string[] {
  const { additionalProperties } = schema
  const properties = isObject(schema.properties) ? schema.properties : {}
  const given = (text: string): string => `${path} : ${text}, given ${goJson(value)}`
  const missing = listOf(schema.required).flatMap((name) =>
    Object.hasOwn(value, String(name)) ? [] : [given(`"${String(name)}" property is missing and required`)],
  )
  const others = Object.entries(value).flatMap(([name, one]) => {
    if (Object.hasOwn(properties, name)) return []
    if (additionalProperties === false) return [given(`additional property "${name}" is not allowed`)]
    return isObject(additionalProperties) ? faultsAt(additionalProperties, one, path) : []
  })
  return [...outOf(bounds.object, schema, Object.keys(value).length).map(given), ...missing, ...others]
}

function arrayFaults({ items, ...schema }: Schema, value: readonly Json[], path: string): readonly string[] {
  const given = (text: string): string => `${path} : ${text}, given ${goJson(value)}`
  const texts = value.map(goJson)
  const twice = schema.uniqueItems === true ? texts.filter((text, at) => texts.indexOf(text) !== at) : []
  return [
    ...(isObject(items) ? value.flatMap((item, at) => faultsAt(items, item, `${path}.${at}`)) : []),
    ...outOf(bounds.array, schema, value.length).map(given),
    ...twice.map(() => given('array items must be unique')),
  ]
}

/** Gives the faults of a value, in the order in which Juju looks for them. */
export function faultsAt(schema: Schema, value: Json, path: string): readonly string[] {
  const given = (text: string, of: Json = value): string => `${path} : ${text}, given ${goJson(of)}`
  const { type, properties, pattern } = schema
  if (typeof type === 'string' && !hasType(type, value)) return [given(`must be of type ${type}`)]
  const faults: string[] = []
  if (Array.isArray(value)) faults.push(...arrayFaults(schema, value, path))
  if (isObject(value)) faults.push(...objectFaults(schema, value, path))
  if (typeof value === 'number') faults.push(...numberFaults(schema, value).map((text) => given(text, String(value))))
  const choices = listOf(schema.enum).map(goJson)
  if (choices.length > 0 && !choices.includes(goJson(value))) faults.push(given(`must match one of the enum values [${choices.join(',')}]`))
  if (typeof value === 'string') {
    faults.push(...outOf(bounds.string, schema, Array.from(value).length).map((text) => given(text)))
    if (typeof pattern === 'string' && !goPattern(pattern).test(value)) faults.push(given(`does not match pattern '${pattern}'`))
  }
  if (isObject(value) && isObject(properties))
    for (const [name, property] of Object.entries(properties))
      if (isObject(property) && value[name] !== undefined) faults.push(...faultsAt(property, value[name], `${path}.${name}`))
  return faults
}
