/** Targets of the fuzzer: a property of any input, by name. */
import { deepStrictEqual } from 'node:assert/strict'
import fc from 'fast-check'
import { assertSwift } from './swift.ts'

/** A property that holds for any input. */
export interface FuzzTarget {
  /** Such as `reads Python literals`. */
  readonly name: string
  readonly property: fc.IRawProperty<unknown>
}

/** Makes a target of a reader: it never throws, and takes no more than 100 ms of processor time for each megabyte. */
export const reading = <T>(name: string, input: fc.Arbitrary<T>, read: (input: T) => unknown): FuzzTarget => ({
  name: `reads ${name}`,
  property: fc.property(input, (value) => {
    assertSwift(value, read)
  }),
})

/**
 * Makes a target of a writer and the reader of its format: what is read is what was written, and is read swiftly. `write` gives undefined for
 * what cannot be written in the format. Values are compared deeply; `plain` makes something comparable of them, such as the text of a secret.
 */
export const roundTrip = <T, Written>(
  name: string,
  values: fc.Arbitrary<T>,
  pair: {
    readonly write: (value: T) => Written | undefined
    readonly read: (written: Written) => unknown
    readonly plain?: (value: unknown) => unknown
  },
): FuzzTarget => {
  const { write, read, plain = (value: unknown) => value } = pair
  return {
    name: `writes and reads ${name}`,
    property: fc.property(values, (value) => {
      const written = write(value)
      if (written !== undefined) deepStrictEqual(plain(assertSwift(written, read)), plain(value))
    }),
  }
}
