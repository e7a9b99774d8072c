/** A moment as an ISO 8601 text in UTC, so that the state is plain JSON. */
export type Time = string

/** Makes a value and everything in it read-only: what readers of the model get. */
export type Frozen<T> = T extends (infer Item)[]
  ? readonly Frozen<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Frozen<T[Key]> }
    : T

/** What may stand in JSON: action parameters and results. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }

/** Where an entity stands between its making and its removal. */
export type Life = 'alive' | 'dying' | 'dead'

/** One status as `juju status` shows it, with Juju's own data such as the failed hook. */
export interface Status {
  status: string
  message: string
  since: Time
  data: { [key: string]: Json }
}

/** A value of a charm's option. A secret option holds the secret's URI. */
export type ConfigValue = string | number | boolean
