/** What a side concludes from a relation: one of four forms, of which only one holds data. */

/** Nobody is there, or nobody has said anything. */
export interface Absent {
  readonly state: 'absent'
}

/** Somebody is there, and has not said everything yet. */
export interface Waiting {
  readonly state: 'waiting'
  /** Keys or facts that are not there yet. */
  readonly missing: readonly string[]
}

/** Everything is there. */
export interface Ready<Data> {
  readonly state: 'ready'
  readonly data: Data
}

/** What is wrong with one key. Holds no value, so that no secret can be in it. */
export interface Fault {
  readonly state: 'invalid'
  /** The key at fault. */
  readonly key: string
  /** What is wrong with it, to be read behind the key: `is not a port number`. */
  readonly why: string
}

/** What a side concludes from a relation. Data is there in one of the four only, so it cannot be used before it is ready. */
export type State<Data> = Absent | Waiting | Ready<Data> | Fault

/** The state in which there is nothing to read. */
export const absent: Absent = { state: 'absent' }

/** Makes the state in which keys or facts are not there yet. */
export const awaiting = (...missing: readonly string[]): Waiting => ({ state: 'waiting', missing })

/** Makes the state in which everything is there. */
export const ready = <Data>(data: Data): Ready<Data> => ({ state: 'ready', data })

/** Makes the state in which a key holds what cannot be used. `why` is read behind the key, and never shows the value. */
export const invalid = (key: string, why: string): Fault => ({ state: 'invalid', key, why })

/** Tells a fault from what a codec has read. */
export const isFault = (value: unknown): value is Fault =>
  typeof value === 'object' && value !== null && 'state' in value && value.state === 'invalid'
