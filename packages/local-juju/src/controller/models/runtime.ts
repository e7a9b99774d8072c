import { rmSync } from 'node:fs'
import type { AgentParts, ToolHost } from '../../agent/parts.ts'
import { taskQueue } from '../../machines/wait.ts'
import { modelConfig } from '../../model/model-config.ts'
import type { Model } from '../../model/state.ts'
import type { Random } from '../../uniter/resolver.ts'
import { keepMachines, type MachineKeeper } from '../machines/keeper.ts'
import { type MachineSource, NO_API_ADDRESS } from '../machines/port.ts'
import { allMachinesDown } from '../machines/status.ts'
import { keepStorage } from '../machines/storage.ts'
import { keepAgents } from './agents.ts'
import { takeApart } from './destroy.ts'
import { type Journal, openJournal } from './journal.ts'
import { openStore, type Store } from './store.ts'
import { endInterruptedTasks, openCancellations } from './tasks.ts'

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

/** What the models of a controller are run with. */
export interface Surroundings {
  readonly source: MachineSource
  readonly tools: ToolHost
  readonly random: Random
}

/** A model to run. */
export interface ModelToRun {
  readonly directory: string
  readonly initial: Model
  /** Is called when a model that was destroyed has left nothing behind. */
  readonly onGone: () => void
}

/** Runs a model until it is stopped, or destroyed with nothing left of it. */
export function runModel({ directory, initial, onGone }: ModelToRun, { source, tools, random }: Surroundings): ModelRuntime {
  const store = openStore(directory, initial)
  store.change(endInterruptedTasks)
  const journal = openJournal(directory, () => modelConfig(store.read(), 'logging-config'))
  const machines = keepMachines({ store, journal, directory, source, random })
  const storage = keepStorage({ store, journal, directory, machine: (id) => machines.up(id) })
  const ending = new AbortController()
  const cancellations = openCancellations(store)
  const parts: AgentParts = {
    store,
    journal,
    random,
    directory,
    get apiAddress() {
      return machines.driver()?.apiAddress ?? NO_API_ADDRESS
    },
    machine: (id) => machines.up(id),
    connection: (id) => machines.connection(id),
    lock: taskQueue(),
    reboot: (id) => machines.reboot(id),
    cancellation: (task) => cancellations.signal(task),
    tools,
  }
  let isRemoving = false
  const look = (): void => {
    if (ending.signal.aborted) return
    machines.reconcile()
    storage.reconcile()
    agents.look()
    if (store.read().life !== 'alive' && !isRemoving) {
      isRemoving = true
      void remove()
    }
  }
  const agents = keepAgents(parts, ending.signal, look)
  const end = async (): Promise<void> => {
    ending.abort()
    await agents.ended()
    await storage.stop()
    await machines.stop()
    await machines.driver()?.close()
  }
  const remove = async (): Promise<void> => {
    if (!(await takeApart(store, ending.signal))) return
    await end()
    await source.removeAll(directory)
    await store.saved()
    rmSync(directory, { recursive: true, force: true })
    onGone()
  }
  store.watch(look)
  const leaseTimer = endLeases(store)
  setImmediate(look)
  return {
    directory,
    store,
    journal,
    machines,
    cancel: (task) => cancellations.cancel(task),
    stop: async (keep) => {
      clearInterval(leaseTimer)
      await end()
      if (!keep) {
        await source.takeDown(directory)
        store.change(allMachinesDown)
      }
      await store.saved()
    },
  }
}

/**
 * Changes the model every 5 s while a machine is not up, since every change elects leaders: a leader on a machine that is down loses its
 * lease by time alone.
 */
function endLeases(store: Store): NodeJS.Timeout {
  const timer = setInterval(() => {
    const isMissing = Object.values(store.read().machines).some(({ status }) => status.status !== 'started')
    if (isMissing) store.change(() => undefined)
  }, 5_000)
  timer.unref()
  return timer
}
