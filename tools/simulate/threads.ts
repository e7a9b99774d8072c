/** Runs tasks on several threads, each as soon as one is free. */
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Done, Task } from './models.ts'

/** Gives the next task; undefined when there is none. */
export type NextTask = () => Task | undefined

/** Runs all tasks on so many threads, and calls `tell` with what came of each. */
export async function runTasks(threads: number, next: NextTask, tell: (done: Done) => void): Promise<void> {
  const one = () =>
    new Promise<void>((resolve, reject) => {
      const worker = new Worker(join(import.meta.dirname, 'worker.ts'))
      const go = (): void => {
        const task = next()
        if (task) worker.postMessage(task)
        else void worker.terminate().then(() => resolve(), reject)
      }
      worker.on('message', (done: Done) => {
        tell(done)
        go()
      })
      worker.on('error', reject)
      go()
    })
  await Promise.all(Array.from({ length: threads }, one))
}
