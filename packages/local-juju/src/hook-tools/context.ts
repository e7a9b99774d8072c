import type { ToolAnswer, ToolCall } from './call.ts'
import { createHook } from './hook.ts'
import type { Outcome } from './pending.ts'
import type { HookScope } from './scope.ts'
import { findTool } from './tools.ts'
import type { World } from './world.ts'

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
