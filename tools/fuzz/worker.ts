// Runs the targets of one file in a thread of its own, so that one that hangs can be ended. A process of its own would cost its start.
import { parentPort, workerData } from 'node:worker_threads'
import { runTarget } from './run-target.ts'
import type { FuzzTarget } from './target.ts'

/** What a thread is told. */
export interface Task {
  readonly file: string
  /** Runs the targets of these names. */
  readonly names: readonly string[] | undefined
  readonly seed: number
  readonly milliseconds: number
  readonly path?: string
  /** Where the number of the case that runs is told. */
  readonly counter: SharedArrayBuffer
}

const isTargets = (value: unknown): value is readonly FuzzTarget[] =>
  Array.isArray(value) && value.every((one: unknown) => typeof one === 'object' && one !== null && 'name' in one && 'property' in one)

const { file, names, seed, milliseconds, path, counter }: Task = workerData
const module: unknown = await import(file)
const targets = typeof module === 'object' && module !== null && 'targets' in module ? module.targets : undefined
if (!isTargets(targets)) throw new TypeError(`${file} exports no list 'targets'`)
const number = new Int32Array(counter)
parentPort?.postMessage({ names: targets.map(({ name }) => name) })
for (const target of names === undefined ? [] : targets.filter(({ name }) => names.includes(name))) {
  parentPort?.postMessage({ begins: target.name })
  const start = performance.now()
  const plan = { seed, milliseconds, ...(path === undefined ? {} : { path }), onCase: (at: number) => Atomics.store(number, 0, at) }
  const outcome = runTarget(target, plan)
  parentPort?.postMessage({ ends: target.name, outcome, seconds: (performance.now() - start) / 1000 })
}
