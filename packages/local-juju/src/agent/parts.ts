import type { RunningMachine } from '../controller/machines/port.ts'
import type { Journal } from '../controller/models/journal.ts'
import type { Store } from '../controller/models/store.ts'
import type { HookContext } from '../hook-tools/context.ts'
import type { HookScope } from '../hook-tools/scope.ts'
import type { World } from '../hook-tools/world.ts'
import type { Random } from '../uniter/resolver.ts'

/** What the agents of one model share. */
export interface AgentParts {
  readonly store: Store
  readonly journal: Journal
  readonly random: Random
  /** The model's directory. */
  readonly directory: string
  /** `host:port` for JUJU_API_ADDRESSES. */
  readonly apiAddress: string
  /** Gives a machine that is up; undefined while it is not. */
  machine(id: string): RunningMachine | undefined
  /** Is aborted when a machine, with the agents on it, no longer reaches the controller. */
  connection(id: string): AbortSignal
  /** Runs one thing at a time per machine, as Juju's machine lock does. */
  lock<Result>(machine: string, run: () => Promise<Result>): Promise<Result>
  reboot(machine: string): Promise<void>
  /** Is aborted when the operator cancels the task. */
  cancellation(task: string): AbortSignal
  readonly tools: ToolHost
}

/** What serves the hook tools; a port, so that agents can be tested without processes. */
export interface ToolHost {
  openContext(world: World, scope: HookScope): HookContext
  /** Serves a context on the unit's socket, by path in the machine; gives the function that ends it. */
  serve(machine: RunningMachine, socket: string, context: HookContext, onCall: (tool: string) => void): Promise<() => Promise<void>>
  /** Puts the forwarder and its links into the unit's tools directory. */
  installTools(machine: RunningMachine, directory: string): Promise<void>
}
