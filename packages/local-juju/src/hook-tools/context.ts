import { createHook } from './hook.ts'
import type { Outcome } from './pending.ts'
import { findTool } from './tools.ts'
import type { Json, World } from './world.ts'

/** What runs: a hook, an action, `juju exec` (an action too) or commands of on-unit `juju-exec`. */
export interface HookScope {
  /** `JUJU_CONTEXT_ID`. */
  readonly contextId: string
  /** The relation of a relation hook; `remoteUnit` is absent in created, broken and app-level changed. */
  readonly relation?: { readonly id: number; readonly remoteApp: string; readonly remoteUnit?: string }
  /** The storage of a storage hook, such as `data/0`. */
  readonly storage?: string
  /** Present in actions and in `juju exec`. */
  readonly action?: { readonly name: string; readonly params: Json }
  /** Kills the charm's process, for `juju-reboot --now`; false when there is none. */
  readonly kill?: () => boolean
}

/** One call of a tool, as it comes over the agent's socket. */
export interface ToolCall {
  readonly tool: string
  readonly args: readonly string[]
  /** Absolute directory of the caller. */
  readonly dir: string
  /** Absent when it was not sent: a tool that wants it then answers `stdin`. */
  readonly stdin?: Uint8Array
}

/** How a call ended: with a result, with the wish for standard input, or refused as a request (`unknown command: x`). */
export type ToolAnswer =
  | { readonly kind: 'done'; readonly code: number; readonly stdout: Uint8Array; readonly stderr: Uint8Array }
  | { readonly kind: 'stdin' }
  | { readonly kind: 'bad-request'; readonly message: string }

/** The agent's memory of one hook: caches, pending writes, the leadership latch. */
export interface HookContext {
  readonly id: string
  readonly world: World
  /** Runs a call; calls are run one after the other in the order of asking. */
  run(call: ToolCall): Promise<ToolAnswer>
  /** What is left when the process has ended. Nothing is written by this. */
  outcome(): Outcome
}

/** Starts the memory of one hook, action or `juju exec`. Drop it, or commit its outcome, when the process has ended. */
export const createHookContext = (world: World, scope: HookScope): HookContext => {
  const hook = createHook(world, scope)
  let last: Promise<unknown> = Promise.resolve()
  return {
    id: scope.contextId,
    world,
    run: (call) => {
      const tool = findTool(call.tool)
      if (tool === undefined) return Promise.resolve({ kind: 'bad-request', message: `unknown command: ${call.tool}` })
      const answer = last.then(() => tool(hook, call.tool, call))
      last = answer.catch(() => undefined)
      return answer
    },
    outcome: () => hook.outcome(),
  }
}
