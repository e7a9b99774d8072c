import { rmSync } from 'node:fs'
import { must } from '../../model/lookup.ts'
import { modelConfig } from '../../model/model-config.ts'
import { removeApplication } from '../../model/removal.ts'
import type { Model } from '../../model/state.ts'
import type { Time } from '../../model/values.ts'
import { unitTag } from '../../names.ts'
import type { Random } from '../../uniter/resolver.ts'
import { runAgent } from '../../agent/agent.ts'
import type { AgentParts, ToolHost } from '../../agent/parts.ts'
import { type Journal, openJournal } from './journal.ts'
import { allMachinesDown, keepMachines, type MachineKeeper } from '../machines/keeper.ts'
import { taskQueue } from '../../machines/wait.ts'
import type { MachineSource } from '../machines/port.ts'
import { runMachineTask } from '../../agent/run-machine-task.ts'
import { openStore, type Store } from './store.ts'

/** A model that is run: its state, its machines and the agents of its units. */
export interface ModelRuntime {
  readonly directory: string
  readonly store: Store
  readonly journal: Journal
  readonly machines: MachineKeeper
  cancel(task: string): void
  /** Ends the agents; machines run on when asked to. */
  stop(keepMachines: boolean): Promise<void>
}

/** Runs a model; `onGone` is called when a model that was destroyed has left nothing behind. */
export function runModel(
  directory: string,
  initial: Model,
  source: MachineSource,
  tools: ToolHost,
  random: Random,
  onGone: () => void,
): ModelRuntime {
  const store = openStore(directory, initial)
  store.change(endInterruptedTasks)
  const journal = openJournal(directory, () => modelConfig(store.read(), 'logging-config'))
  const machines = keepMachines(store, journal, directory, source, random)
  const ending = new AbortController()
  const agents = new Map<string, Promise<void>>()
  const cancellations = new Map<string, AbortController>()
  const cancellation = (task: string): AbortController => {
    const known = cancellations.get(task) ?? new AbortController()
    cancellations.set(task, known)
    return known
  }
  const parts: AgentParts = {
    store,
    journal,
    random,
    directory,
    get apiAddress() {
      return machines.driver()?.apiAddress ?? '127.0.0.1:17070'
    },
    machine: (id) => machines.up(id),
    lock: taskQueue(),
    reboot: (id) => machines.reboot(id),
    cancellation: (task) => cancellation(task).signal,
    tools,
  }
  let isRemoving = false
  const begin = (name: string, work: () => Promise<void>): void => {
    if (agents.has(name)) return
    const running = work()
      .catch((error: unknown) => {
        const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
        journal.log({ entity: unitTag(name), level: 'CRITICAL', module: 'local-juju.agent', message })
      })
      .finally(() => {
        agents.delete(name)
        // A fault of the agent must not spin: it is begun again by the next change, at the earliest in a second.
        if (!ending.signal.aborted) setTimeout(look, 1_000).unref()
      })
    agents.set(name, running)
  }
  const look = (): void => {
    if (ending.signal.aborted) return
    machines.reconcile()
    const model = store.read()
    for (const { name } of Object.values(model.units)) begin(name, () => runAgent(parts, name, ending.signal))
    for (const task of Object.values(model.tasks)) {
      if (task.status === 'pending' && model.machines[task.receiver] !== undefined) {
        begin(`task ${task.id}`, () => runMachineTask(parts, task.id, ending.signal))
      }
    }
    if (model.life !== 'alive' && !isRemoving) {
      isRemoving = true
      void remove()
    }
  }
  /** Applications go first, their units by their hooks; then the machines, then the model. */
  const remove = async (): Promise<void> => {
    while (!ending.signal.aborted) {
      const model = store.read()
      if (Object.keys(model.applications).length === 0) {
        const left = Object.values(model.machines)
        if (left.length === 0) break
        if (left.some(({ life }) => life === 'alive')) {
          store.change((draft) => {
            for (const machine of Object.values(draft.machines)) machine.life = 'dying'
          })
        }
      }
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    if (ending.signal.aborted) return
    ending.abort()
    await Promise.allSettled(agents.values())
    await machines.stop()
    await machines.driver()?.close()
    await source.removeAll(directory)
    await store.saved()
    rmSync(directory, { recursive: true, force: true })
    onGone()
  }
  store.watch(look)
  const leaseTimer = setInterval(() => {
    const model = store.read()
    // Leases run out by time alone only where a machine is down; any change elects.
    if (Object.values(model.machines).some(({ status }) => status.status === 'down')) store.change(() => undefined)
  }, 5_000)
  leaseTimer.unref()
  setImmediate(look)
  return {
    directory,
    store,
    journal,
    machines,
    cancel: (task) => {
      const status = must(store.read().tasks[task], `task ${task}`).status
      if (status === 'running') cancellation(task).abort()
      else if (status === 'pending') {
        store.change((model, now) => {
          Object.assign(must(model.tasks[task], `task ${task}`), { status: 'cancelled', message: 'action cancelled', completed: now })
        })
      }
    },
    stop: async (keep) => {
      clearInterval(leaseTimer)
      ending.abort()
      await Promise.allSettled(agents.values())
      await machines.stop()
      await machines.driver()?.close()
      if (!keep) {
        await source.takeDown(directory)
        store.change(allMachinesDown)
      }
      await store.saved()
    },
  }
}

/** What ran when an earlier controller ended is over: Juju's agent says so after a restart. */
function endInterruptedTasks(model: Model, now: Time): void {
  for (const task of Object.values(model.tasks)) {
    if (task.status === 'running') Object.assign(task, { status: 'failed', message: 'action terminated', results: {}, completed: now })
  }
}

/** Begins the end of a model. */
export function destroyModel(model: Model, force: boolean): void {
  model.life = 'dying'
  for (const name of Object.keys(model.applications)) removeApplication(model, name, force)
}
