/** A scenario as recorded: neutral words. */
export interface Scenario {
  readonly id: string
  readonly juju: readonly string[]
  readonly summary: string
  readonly steps: readonly { readonly [word: string]: unknown }[]
}
