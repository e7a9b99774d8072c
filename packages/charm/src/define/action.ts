/** Actions: what an operator has a unit do, and what it answers. */
import type { Secret } from '@charm-layers/relation'
import type { Context } from './context.ts'
import type { Desired } from './steps/index.ts'

/** A parameter of an action. */
export type Param =
  | { readonly type: 'string'; readonly description: string; readonly default?: string; readonly enum?: readonly string[] }
  | { readonly type: 'integer' | 'number'; readonly description: string; readonly default?: number }
  | { readonly type: 'boolean'; readonly description: string; readonly default?: boolean }

/** Parameters of an action, by name. */
export type Params = Readonly<Record<string, Param>>

interface ParamTypes {
  string: string
  integer: number
  number: number
  boolean: boolean
}

/** The values of parameters: those without a default may be undefined. */
export type ParamsOf<P extends Params> = {
  readonly [K in keyof P]: P[K] extends { readonly default: string | number | boolean }
    ? ParamTypes[P[K]['type']]
    : ParamTypes[P[K]['type']] | undefined
}

/** What an action does and says. A failed one says why. A secret result is shown to whoever ran the action, and kept by Juju with the others. */
export type ActionOutcome =
  | { readonly do?: Desired; readonly results: Readonly<Record<string, string | number | boolean | Secret | undefined>> }
  | { readonly do?: Desired; readonly fail: string }

/** An action, with the types of its parameters forgotten. */
export interface Action {
  readonly description: string
  readonly params?: Params
  /** Decided again after the steps in `do` have run, so that `results` can hold their outputs. */
  run(context: Context, params: Readonly<Record<string, unknown>>): ActionOutcome
}

/** Defines an action; the types of its parameters follow from their declaration. */
export const action = <const P extends Params = Record<never, never>>(definition: {
  readonly description: string
  readonly params?: P
  run(context: Context, params: ParamsOf<P>): ActionOutcome
}): Action => ({
  description: definition.description,
  ...(definition.params ? { params: definition.params } : {}),
  // Juju validates parameters against the schema made of the same declaration before the charm runs.
  run: (context, params) => definition.run(context, params as ParamsOf<P>),
})
