/** Actions: the tasks of a charm that an operator starts by name. */
import type { Secret } from '@charm-layers/relation'
import type { Context } from './context.ts'
import type { notInAction, notInParam, Refused } from './not-supported.ts'
import type { Params, ParamsOf } from './params.ts'
import type { Desired } from './steps/index.ts'

/**
 * What an action does (`do`) and what it answers: `results`, or `fail` with the reason. Juju shows a secret result to the operator who ran
 * the action, and stores it like any other result.
 */
export type ActionOutcome =
  | { readonly do?: Desired; readonly results: Readonly<Record<string, string | number | boolean | Secret | undefined>> }
  | { readonly do?: Desired; readonly fail: string }

interface Declared<P, More> {
  readonly description: string
  readonly title?: string
  readonly params?: P
  /** Whether Juju takes parameters that are not declared; `run` gets them as unknown values. It refuses them by default. */
  readonly additionalProperties?: More
  /** Actions of one group wait for each other, and for no other task of the machine. */
  readonly executionGroup?: string
  /** Whether the action may run while another task of the machine runs. */
  readonly parallel?: boolean
}

/** An action as the runtime sees it, without the types of its parameters. */
export interface Action extends Declared<Params, boolean> {
  /** Called once more after the steps in `do` have run, so that `results` can hold what those steps printed. */
  run(context: Context, params: Readonly<Record<string, unknown>>): ActionOutcome
}

/** Makes an action of the charm. TypeScript derives the types of config and relations from the charm's definition, and those of `params`. */
export type MakeAction<C> = <const P extends Params = Record<never, never>, const More extends boolean = false>(
  declared: Declared<P, More> &
    Refused<typeof notInAction & typeof notInParam> & {
      run(context: C, params: ParamsOf<P> & (More extends true ? Readonly<Record<string, unknown>> : unknown)): ActionOutcome
    },
) => Action

/** Makes actions without the types of their charm. */
export const makeAction: MakeAction<never> = (declared) =>
  // The cast is safe: the runtime reads the values by the same `params`, and builds the context from the charm's definition.
  declared as unknown as Action
