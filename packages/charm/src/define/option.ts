/** Config options. Each is declared once; `config.yaml`, the type of `config` and its parser are made from the declaration. */
import { CharmError } from '../errors.ts'

interface Common {
  readonly description: string
}
export interface StringOption extends Common {
  readonly type: 'string'
  readonly default?: string
}
export interface IntOption extends Common {
  readonly type: 'int'
  readonly default?: number
}
export interface FloatOption extends Common {
  readonly type: 'float'
  readonly default?: number
}
export interface BooleanOption extends Common {
  readonly type: 'boolean'
  readonly default?: boolean
}
/** A config option of the charm. */
export type Option = StringOption | IntOption | FloatOption | BooleanOption

/** Config options of the charm, by name. */
export type Options = Readonly<Record<string, Option>>

type Declared<O extends Option> = Omit<O, 'type'>
type Kept<K extends Option['type'], D> = Readonly<D> & { readonly type: K }

/** Declares a config option. The function chosen gives its type; an option without a default may be undefined. */
export const option: {
  string<const D extends Declared<StringOption>>(declared: D): Kept<'string', D>
  int<const D extends Declared<IntOption>>(declared: D): Kept<'int', D>
  float<const D extends Declared<FloatOption>>(declared: D): Kept<'float', D>
  boolean<const D extends Declared<BooleanOption>>(declared: D): Kept<'boolean', D>
} = {
  string: (declared) => ({ ...declared, type: 'string' }),
  int: (declared) => ({ ...declared, type: 'int' }),
  float: (declared) => ({ ...declared, type: 'float' }),
  boolean: (declared) => ({ ...declared, type: 'boolean' }),
}

interface ValueOf {
  string: string
  int: number
  float: number
  boolean: boolean
}

/** The values of a set of options: those without a default may be undefined. */
export type ConfigOf<O extends Options> = {
  readonly [K in keyof O]: O[K] extends { readonly default: string | number | boolean }
    ? ValueOf[O[K]['type']]
    : ValueOf[O[K]['type']] | undefined
}

const fits = (type: Option['type'], value: unknown): boolean =>
  type === 'string' ? typeof value === 'string' : type === 'boolean' ? typeof value === 'boolean' : typeof value === 'number'

/**
 * Parses what `config-get` answers. An option that Juju does not know yet, just before `upgrade-charm`, takes its default.
 * @throws CharmError for a value of another type than the option's.
 */
export function parseConfig<O extends Options>(options: O, answer: Readonly<Record<string, unknown>>): ConfigOf<O> {
  const values = Object.entries(options).map(([name, { type, default: fallback }]) => {
    const value = answer[name] ?? fallback
    if (value === undefined || fits(type, value)) return [name, value]
    throw new CharmError('E_CONFIG', `option '${name}' is not of type ${type}`, { hint: `juju config APPLICATION --reset ${name}` })
  })
  // The cast is safe: every value was checked above against the option that its type comes from.
  return Object.fromEntries(values) as ConfigOf<O>
}
