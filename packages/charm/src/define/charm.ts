/** The definition of a charm: the one source of its behaviour, its types and its YAML files. */
import type { Action } from './action.ts'
import type { Context } from './context.ts'
import type { PeersEndpoints, ProvidesEndpoints, RequiresEndpoints } from './endpoints.ts'
import type { Options } from './option.ts'
import type { Desired } from './steps/index.ts'
import type { Storages } from './storage.ts'

/** A charm as its author writes it. */
export interface Definition<
  O extends Options = Options,
  R extends RequiresEndpoints = RequiresEndpoints,
  P extends ProvidesEndpoints = ProvidesEndpoints,
  C extends PeersEndpoints = PeersEndpoints,
  S extends Storages = Storages,
> {
  readonly name: string
  readonly summary: string
  readonly description?: string
  readonly config?: O
  readonly requires?: R
  readonly provides?: P
  readonly peers?: C
  /** Network bindings in addition to those that every endpoint has. */
  readonly extraBindings?: readonly string[]
  /** Disks and folders that Juju gives to each unit. */
  readonly storage?: S
  readonly actions?: Readonly<Record<string, Action>>
  /** Bases that the charm is made for, such as `ubuntu@24.04`. */
  readonly bases?: readonly string[]
  /**
   * Gives the steps that should be so, from the context alone. It is pure and synchronous. The runtime calls it again within a hook when a
   * change has made the machine answer differently, such as an installed package or a probe that has printed something.
   */
  desired(context: Context<O, R, P, C, S>): Desired
}

/** A definition as the runtime sees it, without the types of its options and relations. */
export interface Charm extends Omit<Definition, 'desired'> {
  /** Gives the steps that should be so, from the context alone. */
  desired(context: Context): Desired
}

/** Defines a charm. TypeScript derives the types of config, relations and actions from the definition. */
export function defineCharm<
  const O extends Options = Record<never, never>,
  const R extends RequiresEndpoints = Record<never, never>,
  const P extends ProvidesEndpoints = Record<never, never>,
  const C extends PeersEndpoints = Record<never, never>,
  const S extends Storages = Record<never, never>,
>(definition: Definition<O, R, P, C, S>): Charm {
  // The cast is safe: the runtime builds the context from this same definition, so it holds what these types promise.
  return definition as unknown as Charm
}
