/** States: what a side makes of a relation, in one of four forms. Only one of them holds data. */

/** There is no relation, or the other side has written nothing. */
export interface Absent {
  readonly state: 'absent'
}

/** The other side has not written everything yet. */
export interface Waiting {
  readonly state: 'waiting'
  /** The names of the keys, or of other things, that are still missing. */
  readonly missing: readonly string[]
}

/** The other side has written everything, and it can be used. */
export interface Ready<Data> {
  readonly state: 'ready'
  readonly data: Data
}

/** What is wrong with one key. It never holds the value, which may be a secret. */
export interface Fault {
  readonly state: 'invalid'
  /** The key at fault. */
  readonly key: string
  /** What is wrong with it, in words that follow the key: `is not a port number`. */
  readonly why: string
}

/** What a side makes of a relation. Only `ready` has data, so no code can use data before it is complete. */
export type State<Data> = Absent | Waiting | Ready<Data> | Fault

/** The state of a relation that does not exist, or in which the other side has written nothing. */
export const absent: Absent = { state: 'absent' }

/** Makes the state in which these keys, or other things, are still missing. */
export const awaiting = (...missing: readonly string[]): Waiting => ({ state: 'waiting', missing })

/** Makes the state in which everything is there, with its data. */
export const ready = <Data>(data: Data): Ready<Data> => ({ state: 'ready', data })

/** Makes the state in which the value of a key cannot be used. `why` is worded to follow the key, and never shows the value. */
export const invalid = (key: string, why: string): Fault => ({ state: 'invalid', key, why })

/** Tells whether a reader has given a fault in place of a value. */
export const isFault = (value: unknown): value is Fault =>
  typeof value === 'object' && value !== null && 'state' in value && value.state === 'invalid'
