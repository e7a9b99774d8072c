/** The definition of a charm: the one source of its behaviour, its types and its YAML files. */
import type { Action, MakeAction } from './action.ts'
import type { Context } from './context.ts'
import type { PeersEndpoints, ProvidesEndpoints, RequiresEndpoints } from './endpoints.ts'
import type { Described } from './metadata.ts'
import type { Options } from './option.ts'
import type { Resources } from './resource.ts'
import type { Desired } from './steps/index.ts'
import type { Storages } from './storage.ts'

/** A charm as its author writes it. */
export interface Definition<
  O extends Options = Options,
  R extends RequiresEndpoints = RequiresEndpoints,
  P extends ProvidesEndpoints = ProvidesEndpoints,
  C extends PeersEndpoints = PeersEndpoints,
  S extends Storages = Storages,
  F extends Resources = Resources,
> extends Described {
  readonly config?: O
  readonly requires?: R
  readonly provides?: P
  readonly peers?: C
  /** Whether units run on the machines of another application, one beside each of its units. */
  readonly subordinate?: boolean
  /** Disks and folders that Juju gives to each unit. */
  readonly storage?: S
  /** Files that an operator attaches to the application. */
  readonly resources?: F
  /** Gives the actions: `(action) => ({ pause: action({ description, params, run }) })`. */
  readonly actions?: (action: MakeAction<Context<O, R, P, C, S, F>>) => Readonly<Record<string, Action>>
  /**
   * Gives the steps that should be so, from the context alone. It is pure and synchronous. The runtime calls it again within a hook when a
   * change has made the machine answer differently, such as an installed package or a probe that has printed something.
   */
  desired(context: Context<O, R, P, C, S, F>): Desired
  /** Gives what to do on the machine when the unit is removed, before the runtime stops the services. */
  stop?(context: Context<O, R, P, C, S, F>): Desired
  /** Gives what to do on the machine at the very end, when the unit has no relations any more and its services are stopped. */
  remove?(context: Context<O, R, P, C, S, F>): Desired
}

/** A definition as the runtime sees it, without the types of its options and relations. */
export interface Charm extends Omit<Definition, 'actions' | 'desired' | 'stop' | 'remove'> {
  readonly actions?: Readonly<Record<string, Action>>
  /** Gives the steps that should be so, from the context alone. */
  desired(context: Context): Desired
  /** Gives what to do on the machine when the unit is removed. */
  stop?(context: Context): Desired
  /** Gives what to do on the machine at the very end. */
  remove?(context: Context): Desired
}
