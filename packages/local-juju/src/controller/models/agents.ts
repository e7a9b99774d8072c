import { runAgent } from '../../agent/agent.ts'
import type { AgentParts } from '../../agent/parts.ts'
import { runMachineTask } from '../../agent/run-machine-task.ts'
import { unitTag } from '../../names.ts'

/** The agents of a model's units, and the commands that run on its machines. */
export interface Agents {
  /** Begins an agent for each unit that has none, and each command that waits for its machine. */
  look(): void
  /** Resolves when all that was begun has ended. */
  ended(): Promise<void>
}

/** Time after which an agent that ended by a fault may begin again, so that it does not fail in a tight loop. */
const AGAIN_AFTER_MS = 1_000

/** Makes the keeper of a model's agents. All agents end with the signal; when one ends earlier, `onEnd` is called a second later. */
export function keepAgents(parts: AgentParts, signal: AbortSignal, onEnd: () => void): Agents {
  const agents = new Map<string, Promise<void>>()
  const begin = (name: string, work: () => Promise<void>): void => {
    if (agents.has(name)) return
    const running = work()
      .catch((error: unknown) => {
        const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
        parts.journal.log({ entity: unitTag(name), level: 'CRITICAL', module: 'local-juju.agent', message })
      })
      .finally(() => {
        agents.delete(name)
        if (!signal.aborted) setTimeout(onEnd, AGAIN_AFTER_MS).unref()
      })
    agents.set(name, running)
  }
  return {
    look: () => {
      const model = parts.store.read()
      for (const { name } of Object.values(model.units)) begin(name, () => runAgent(parts, name, signal))
      for (const task of Object.values(model.tasks)) {
        if (task.status === 'pending' && model.machines[task.receiver] !== undefined) {
          begin(`task ${task.id}`, () => runMachineTask(parts, task.id, signal))
        }
      }
    },
    ended: async () => {
      await Promise.allSettled(agents.values())
    },
  }
}
