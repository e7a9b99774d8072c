/** Runs the targets of a file in a thread, and ends it when a case does not end. */
import { Worker } from 'node:worker_threads'
import type { Outcome } from './run-target.ts'
import type { Task } from './worker.ts'

/** A target that has run. */
export interface Ran extends Outcome {
  readonly name: string
  readonly seconds: number
}

type Message =
  | { readonly names: readonly string[] }
  | { readonly begins: string }
  | { readonly ends: string; readonly outcome: Outcome; readonly seconds: number }

/** After so many seconds a case hangs. */
const PATIENCE = Number(process.env.FUZZ_PATIENCE ?? 60)

/**
 * Runs targets of a file one after another, and tells of each when it has run. Gives the names of all the targets that the file has.
 * @throws Error when the file cannot be run.
 */
export const runInThread = (task: Omit<Task, 'counter'>, tell: (ran: Ran) => void): Promise<readonly string[]> =>
  new Promise((resolve, reject) => {
    const counter = new Int32Array(new SharedArrayBuffer(4))
    // As much stack as the main thread of a charm has: a thread has four times as much otherwise.
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: { ...task, counter: counter.buffer },
      resourceLimits: { stackSizeMb: 1 },
    })
    let names: readonly string[] = []
    let running: string | undefined
    let seen = -1
    let since = performance.now()
    const watch = setInterval(() => {
      const at = Atomics.load(counter, 0)
      if (at !== seen || running === undefined) since = performance.now()
      seen = at
      if (performance.now() - since < PATIENCE * 1000 || running === undefined) return
      clearInterval(watch)
      const error = `the case did not end in ${PATIENCE} s`
      tell({ name: running, seconds: PATIENCE, cases: at, failure: { path: task.path ?? String(at), input: 'replay it to see it', error } })
      void worker.terminate().then(() => resolve(names))
    }, 500)
    worker.on('message', (message: Message) => {
      if ('names' in message) names = message.names
      else if ('begins' in message) running = message.begins
      else {
        running = undefined
        tell({ name: message.ends, seconds: message.seconds, ...message.outcome })
      }
    })
    worker.on('error', (error) => {
      clearInterval(watch)
      reject(error)
    })
    worker.on('exit', () => {
      clearInterval(watch)
      resolve(names)
    })
  })
