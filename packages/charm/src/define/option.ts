/** Config options. Each is declared once; `config.yaml`, the type of `config` and its parser are made from the declaration. */
import type { Secret } from '@charm-layers/relation'
import type { Answer } from './answer.ts'
import type { NotSupported } from './not-supported.ts'

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
/** An option whose value is the id of a secret, which an operator has made and granted to the application. From Juju 3.4 on. */
export interface SecretOption extends Common {
  readonly type: 'secret'
  /** The keys that the secret has to have. Without them, the charm gets whatever keys there are. */
  readonly keys?: readonly string[]
  readonly default?: NotSupported<'a secret belongs to a model, so an option has none by default'>
}
/**
 * An option whose value nobody may see, such as a private key: the text itself, or the id of a secret that holds it, which an operator has made
 * and granted to the application. To Juju it is a string.
 */
export interface SensitiveOption extends Common {
  readonly type: 'sensitive'
  /** The key that holds the text in a secret with several keys; of a secret with one, that one counts, whatever its name. */
  readonly key: string
  readonly default?: NotSupported<'nobody may see the value, and everybody may see a default'>
}
/** A config option of the charm. */
export type Option = StringOption | IntOption | FloatOption | BooleanOption | SecretOption | SensitiveOption

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
  secret<const D extends Declared<SecretOption>>(declared: D): Kept<'secret', D>
  sensitive<const D extends Declared<SensitiveOption>>(declared: D): Kept<'sensitive', D>
} = {
  string: (declared) => ({ ...declared, type: 'string' }),
  int: (declared) => ({ ...declared, type: 'int' }),
  float: (declared) => ({ ...declared, type: 'float' }),
  boolean: (declared) => ({ ...declared, type: 'boolean' }),
  secret: (declared) => ({ ...declared, type: 'secret' }),
  sensitive: (declared) => ({ ...declared, type: 'sensitive' }),
}

interface ValueOf {
  string: string
  int: number
  float: number
  boolean: boolean
}

/** The content of the secret that an option names. */
type SecretContent<O> = O extends { readonly keys: readonly (infer K extends string)[] }
  ? { readonly [N in K]: Secret }
  : Readonly<Record<string, Secret>>

/**
 * The values of a set of options: those without a default may be undefined. An option of type secret is an answer, whose data is the newest
 * content of the secret; so is one of type sensitive, whose data is the text.
 */
export type ConfigOf<O extends Options> = {
  readonly [K in keyof O]: O[K] extends { readonly type: 'secret' }
    ? Answer<SecretContent<O[K]>>
    : O[K] extends { readonly type: 'sensitive' }
      ? Answer<Secret>
      : O[K] extends { readonly default: string | number | boolean }
        ? ValueOf[Exclude<O[K]['type'], 'secret' | 'sensitive'>]
        : ValueOf[Exclude<O[K]['type'], 'secret' | 'sensitive'>] | undefined
}

/** Tells whether a value is one of an option's type, and one that JavaScript keeps as it is. */
export function fitsOption(type: Option['type'], value: unknown): boolean {
  switch (type) {
    case 'int':
      return Number.isSafeInteger(value)
    case 'float':
      return Number.isFinite(value)
    case 'boolean':
      return typeof value === 'boolean'
    default:
      return typeof value === 'string'
  }
}
