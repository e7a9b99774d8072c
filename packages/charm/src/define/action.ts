/** Actions: the tasks of a charm that an operator starts by name. */
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

/**
 * What an action does (`do`) and what it answers: `results`, or `fail` with the reason. Juju shows a secret result to the operator who ran
 * the action, and stores it like any other result.
 */
export type ActionOutcome =
  | { readonly do?: Desired; readonly results: Readonly<Record<string, string | number | boolean | Secret | undefined>> }
  | { readonly do?: Desired; readonly fail: string }

/** An action as the runtime sees it, without the types of its parameters. */
export interface Action {
  readonly description: string
  readonly params?: Params
  /** Called once more after the steps in `do` have run, so that `results` can hold what those steps printed. */
  run(context: Context, params: Readonly<Record<string, unknown>>): ActionOutcome
}

/** Defines an action. TypeScript derives the types of its parameters from `params`. */
export const action = <const P extends Params = Record<never, never>>(definition: {
  readonly description: string
  readonly params?: P
  run(context: Context, params: ParamsOf<P>): ActionOutcome
}): Action => ({
  description: definition.description,
  ...(definition.params ? { params: definition.params } : {}),
  // The cast is safe: `actions.yaml` is made from the same `params`, and Juju checks the values against it before it runs the charm.
  run: (context, params) => definition.run(context, params as ParamsOf<P>),
})
