/** Checkers in the manner of github.com/juju/schema: each coerces one value, or refuses it with the text that Juju shows. */
import { FormatError } from './errors.ts'
import { isInt64, parseBool, parseInt64 } from './go.ts'
import { lookUp, type MapEntry, plainText, sourceText, typeName, type Value } from './value.ts'

/** Coerces a value, `undefined` being an absent one. The path looks like `.requires.db.limit` or `[0].name`. */
export type Checker<T> = (value: Value | undefined, path: string) => T

/** Writes a path the way the texts begin: without the first dot, with a colon and a space. */
export const prefixOf = (path: string): string => (path === '' ? '' : `${path.replace(/^\./, '')}: `)

const fieldOf = (path: string): string => path.replace(/^\./, '')

/** Refuses a value: says what was expected and what came. */
export const refuse = (wanted: string, value: Value | undefined, path: string): never => {
  if (value === undefined || value.kind === 'nil') throw new FormatError(`${prefixOf(path)}expected ${wanted}, got nothing`, fieldOf(path))
  throw new FormatError(`${prefixOf(path)}expected ${wanted}, got ${typeName(value)}(${sourceText(value)})`, fieldOf(path))
}

const unexpected = (value: Value | undefined, path: string): never => {
  throw new FormatError(`${prefixOf(path)}unexpected value ${value === undefined ? '<nil>' : sourceText(value)}`, fieldOf(path))
}

/** Accepts a string. */
export const string: Checker<string> = (value, path) => (value?.kind === 'string' ? value.value : refuse('string', value, path))

/** Accepts a boolean, or a string that Go reads as one. */
export const bool: Checker<boolean> = (value, path) => {
  if (value?.kind === 'bool') return value.value
  return (value?.kind === 'string' ? parseBool(value.value) : undefined) ?? refuse('bool', value, path)
}

/** Accepts an integer of 64 bits, or a string that Go reads as one, 0x and the like included. */
export const int: Checker<number> = (value, path) => {
  if (value?.kind === 'int' && isInt64(value.value)) return Number(value.value)
  const read = value?.kind === 'string' ? parseInt64(value.value, 0) : undefined
  return read === undefined ? refuse('int', value, path) : Number(read)
}

/** Accepts any number, never a string. */
export const float: Checker<number> = (value, path) => {
  if (value?.kind === 'int' || value?.kind === 'float') return Number(value.value)
  return refuse('float', value, path)
}

/** Accepts an integer or nothing. */
export const intOrNothing: Checker<number | undefined> = (value, path) => {
  if (value === undefined || value.kind === 'nil') return undefined
  return value.kind === 'int' || value.kind === 'string'
    ? orElse(
        () => int(value, path),
        () => unexpected(value, path),
      )
    : unexpected(value, path)
}

const orElse = <T>(first: () => T, second: () => T): T => {
  try {
    return first()
  } catch {
    return second()
  }
}

/** Accepts one of some strings. */
export const oneOfStrings =
  <const S extends string>(...allowed: readonly S[]): Checker<S> =>
  (value, path) =>
    (value?.kind === 'string' ? allowed.find((word) => word === value.value) : undefined) ?? unexpected(value, path)

/** Accepts an integer or a string. */
export const intOrString: Checker<number | string> = (value, path) => {
  if (value?.kind !== 'string' && value?.kind !== 'int') return unexpected(value, path)
  return orElse<number | string>(
    () => int(value, path),
    () =>
      orElse(
        () => string(value, path),
        () => unexpected(value, path),
      ),
  )
}

/** Accepts anything. */
export const any: Checker<Value | undefined> = (value) => value

/** Accepts a list and checks each item. */
export const list =
  <T>(item: Checker<T>): Checker<readonly T[]> =>
  (value, path) =>
    value?.kind === 'list' ? value.items.map((each, index) => item(each, `${path}[${index}]`)) : refuse('list', value, path)

/** Accepts a map, checking each key and each value. */
export const mapOf =
  <T>(key: Checker<string>, item: Checker<T>): Checker<ReadonlyMap<string, T>> =>
  (value, path) => {
    if (value?.kind !== 'map') return refuse('map', value, path)
    return new Map(
      value.entries.map((entry: MapEntry) => [key(entry.key, path), item(entry.value, `${path}.${plainText(entry.key)}`)] as const),
    )
  }

/** Accepts a map whose keys are strings, checking each value. */
export const stringMap = <T>(item: Checker<T>): Checker<ReadonlyMap<string, T>> => mapOf(string, item)

/** One field of a map with known keys. */
export interface Field<T> {
  readonly check: Checker<T>
  /** What stands for an absent key; without it, the checker is asked about nothing and mostly refuses. */
  readonly absent?: { readonly value: T }
}

/** A field that has to be there, unless its checker accepts nothing. */
export const required = <T>(check: Checker<T>): Field<T> => ({ check })

/** A field that may be left out. Given as null it is still checked. */
export const optional = <T>(check: Checker<T>): Field<T | undefined> => ({ check, absent: { value: undefined } })

/** A field with a value for when it is left out. */
export const defaulted = <T>(check: Checker<T>, value: T): Field<T> => ({ check, absent: { value } })

type Fields = Readonly<Record<string, Field<unknown>>>
type FieldValues<F extends Fields> = { readonly [K in keyof F]: F[K] extends Field<infer T> ? T : never }

/** Accepts a map with known keys. Other keys are ignored, as Juju does. */
export const fields =
  <F extends Fields>(known: F): Checker<FieldValues<F>> =>
  (value, path) => {
    if (value?.kind !== 'map') return refuse('map', value, path)
    if (value.entries.some(({ key }) => key.kind !== 'string')) return refuse('map[string]', value, path)
    const result: Record<string, unknown> = {}
    for (const [name, field] of Object.entries(known)) {
      const given = lookUp(value, name)
      result[name] = given === undefined && field.absent ? field.absent.value : field.check(given, `${path}.${name}`)
    }
    // Built key by key from the table that the type is derived from.
    return result as FieldValues<F>
  }
