/** The definition of a charm: the one source of its behaviour, its types and its YAML files. */
import type { Action } from './action.ts'
import type { Context } from './context.ts'
import type { PeersEndpoints, ProvidesEndpoints, RequiresEndpoints } from './endpoints.ts'
import type { Options } from './option.ts'
import type { Desired } from './steps/index.ts'

/** A charm as its author writes it. */
export interface Definition<
  O extends Options = Options,
  R extends RequiresEndpoints = RequiresEndpoints,
  P extends ProvidesEndpoints = ProvidesEndpoints,
  C extends PeersEndpoints = PeersEndpoints,
> {
  readonly name: string
  readonly summary: string
  readonly description?: string
  readonly config?: O
  readonly requires?: R
  readonly provides?: P
  readonly peers?: C
  /** Network bindings beside those of the endpoints. */
  readonly extraBindings?: readonly string[]
  readonly actions?: Readonly<Record<string, Action>>
  /** Bases that the charm is made for, such as `ubuntu@24.04`. */
  readonly bases?: readonly string[]
  /** What should be, given what is known. Pure and synchronous; called again when the machine has changed under it. */
  desired(context: Context<O, R, P, C>): Desired
}

/** A definition whose types have served their purpose: what the runtime works with. */
export interface Charm extends Omit<Definition, 'desired'> {
  /** What should be, given what is known. */
  desired(context: Context): Desired
}

/** Defines a charm. Types of config, relations and actions follow from what is declared. */
export function defineCharm<
  const O extends Options = Record<never, never>,
  const R extends RequiresEndpoints = Record<never, never>,
  const P extends ProvidesEndpoints = Record<never, never>,
  const C extends PeersEndpoints = Record<never, never>,
>(definition: Definition<O, R, P, C>): Charm {
  // The context is built from this same definition, so it has what the definition's types say.
  return definition as unknown as Charm
}
