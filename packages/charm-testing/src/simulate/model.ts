/** What an author says of a model to simulate: its applications, its relations, and the world outside of Juju. */
import type { Charm, Status } from '@charm-layers/charm'
import type { Command, Outcome } from '@charm-layers/charm/ports'
import type { Databag } from '@charm-layers/relation'
import type { FileState, ServiceState, State } from '../state.ts'

/** Values of options, as an operator sets them. */
export type Config = NonNullable<State['config']>

/** What a command does, and how long it takes. Without `ends` it ends at once with the outcome. */
export interface Work extends Partial<Outcome> {
  /** How long the command runs, in milliseconds of the model's time; drawn from the seed when left out. */
  readonly takes?: number
  /** Called when the command has run to its end. It runs on when its hook is killed. */
  readonly ends?: () => Partial<Outcome> | undefined
  /** Called instead of `ends` when the machine loses power first. */
  readonly breaks?: () => void
}

/** Where a command runs. */
export interface Place<World> {
  readonly world: World
  /** The unit whose hook runs the command. */
  readonly unit: string
  readonly address: string
}

/** One application of a model. */
export interface Application<World = unknown> {
  readonly charm: Charm
  /** How many units there are at the start: 1. A subordinate gets one beside each unit of its principals. */
  readonly units?: number
  /** The fewest and the most units, when an operator adds and removes units while the model runs. */
  readonly scale?: readonly [fewest: number, most: number]
  /** The machines, as in `run`. */
  readonly machine?: Pick<State, 'machine' | 'packages' | 'offered' | 'urls'>
  readonly config?: Config
  /** What an operator may set while the model runs. The values of one entry are set together. */
  readonly changes?: readonly Config[]
  /** Answers commands and probes. Without it, every command succeeds and prints nothing. */
  readonly commands?: (command: Command, place: Place<World>) => Work
  /** Names what a command does that may succeed only once in the model, such as the migration of one schema. */
  readonly once?: (command: Command, place: Place<World>) => string | undefined
  /**
   * The services by which a unit serves, such as `trove-conductor`, or `trove-api:8779` for one that also listens on a port. They have to
   * run and listen while the unit says that it is active, and never restart on all units at once.
   */
  readonly serves?: readonly string[]
  /** Whether an operator's change may restart all units at once. */
  readonly restartsTogether?: true
  /** Whether passwords that the application has given out may change. */
  readonly rotates?: true
  /** Tells whether a unit has come to rest in the state that it should be in: by default, when it is active. */
  readonly settled?: (status: Status, unit: UnitView) => boolean
}

/** A unit as an invariant sees it. */
export interface UnitView {
  readonly name: string
  readonly application: string
  readonly leader: boolean
  readonly address: string
  readonly isUp: boolean
  /** Whether its hook `start` has succeeded. */
  readonly started: boolean
  readonly status: Status
  readonly files: ReadonlyMap<string, FileState>
  readonly services: ReadonlyMap<string, ServiceState>
  /** What Juju holds of it, by the id of the relation. */
  readonly databags: ReadonlyMap<string, Databag>
}

/** What is true of a model after every hook. */
export interface Invariant<World = unknown> {
  readonly name: string
  /** Gives what is wrong, if anything. `ran` is the unit whose hook has just ended. */
  check(units: readonly UnitView[], world: World, ran: string): string | undefined
}

/** A model to simulate. */
export interface Model<World = unknown> {
  readonly name: string
  readonly applications: Readonly<Record<string, Application<World>>>
  /** Pairs of endpoints, such as `['trove:shared-db', 'mysql:shared-db']`. */
  readonly relations?: readonly (readonly [one: string, other: string])[]
  /** Makes what is outside of Juju, such as a database, anew for each seed. */
  readonly world?: () => World
  readonly invariants?: readonly Invariant<World>[]
  readonly jujuVersion?: string
}
