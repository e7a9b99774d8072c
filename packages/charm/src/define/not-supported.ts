/** What a definition cannot say, each with the reason. */

/** The type of a key that a definition cannot have: no value fits, and the compiler shows the reason. */
export interface NotSupported<Why extends string> {
  readonly 'not supported': Why
  readonly [neverMade]: never
}
declare const neverMade: unique symbol
