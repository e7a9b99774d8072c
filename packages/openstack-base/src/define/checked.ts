/** Options with a check, which looks at an operator's value before anything is made of it. */
import { blocked, type ConfigOf, type Option, type Options, type Status } from '@charm-layers/charm'
import { parseName } from '@charm-layers/relation/wire'

/** Says what is wrong with a value, in words that follow `option 'name'`; undefined when nothing is. */
export type Check<V> = (value: V) => string | undefined

type ValueOf<O extends Option> = Exclude<ConfigOf<{ readonly of: O }>['of'], undefined>
type WithCheck = Option & { readonly check?: Check<never> }

/**
 * Adds a check to an option. While it refuses the value, the unit is blocked with its words after the option's name, the feature that brings
 * the option does nothing, and no file is written. A value that is not set is not looked at.
 *
 * @example
 * config: { quota: checked(option.int({ description: 'Instances of a project.' }), atLeast(0)) }
 */
export const checked = <const O extends Option>(of: O, check: Check<ValueOf<O>>): O & { readonly check: Check<ValueOf<O>> } => ({
  ...of,
  check,
})

/** Gives the check that a number is not below another. */
export const atLeast =
  (least: number): Check<number> =>
  (value) =>
    Number.isFinite(value) && value >= least ? undefined : `is ${value}, it has to be ${least} or more`

/** Gives the check that a text matches a form; `expected` says which, in words such as `a name without blanks`. */
export const matches =
  (form: RegExp, expected: string): Check<string> =>
  (value) =>
    form.test(value) ? undefined : `is not ${expected}`

/** Gives the check that a text is a name that needs no quotes in a command, a query or a URL, of at most so many characters. */
export const nameOf =
  (most: number): Check<string> =>
  (value) =>
    value.length <= most && parseName(value) !== undefined
      ? undefined
      : `is not a name of at most ${most} letters, digits and _ . $ @ + : - that begins with a letter, a digit or _`

/** Gives a status for each option whose check refuses its value. */
export const refusedOptions = (options: Options | undefined, config: Readonly<Record<string, unknown>>): readonly Status[] =>
  Object.entries(options ?? {}).flatMap(([name, { check }]: readonly [string, WithCheck]) => {
    const value = config[name]
    // The cast is safe: the runtime has parsed the value by the option's type, which is that of the check.
    const why = value === undefined ? undefined : check?.(value as never)
    return why === undefined ? [] : [blocked(`option '${name}' ${why}`)]
  })

/** Gives options as Juju gets them, without their checks. */
export const withoutChecks = (options: Options): Options =>
  Object.fromEntries(
    Object.entries(options).map(([name, option]: readonly [string, WithCheck]) => {
      const { check, ...rest } = option
      return [name, check === undefined ? option : rest]
    }),
  )
