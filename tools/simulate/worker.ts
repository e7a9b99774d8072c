/** A thread that runs seeds: each message is a task, and is answered with what came of it. */
import { parentPort } from 'node:worker_threads'
import { SimulationFailed, simulate } from '@charm-layers/charm-testing'
import { type Done, modelsByName, type Task } from './models.ts'

const command = ({ kind, name }: Task, seed: number): string =>
  `npm run simulate -- --${kind === 'planted' ? 'planted' : 'model'} '${name}' --first ${seed} --seeds 1`

async function run(task: Task): Promise<Done> {
  const model = (await modelsByName(task.kind)).get(task.name)
  if (!model) throw new TypeError(`there is no model '${task.name}'`)
  const [start, used] = [performance.now(), process.threadCpuUsage()]
  const times = () => {
    const { user, system } = process.threadCpuUsage(used)
    return { seconds: (performance.now() - start) / 1000, processor: (user + system) / 1_000_000 }
  }
  try {
    const { seeds, hooks } = await simulate(model, { ...task, command: (seed) => command(task, seed) })
    return { task, seeds, hooks, ...times() }
  } catch (error) {
    if (!(error instanceof SimulationFailed)) throw error
    const { failure, message } = error
    return { task, seeds: failure.seed - task.first + 1, hooks: 0, ...times(), failure: { ...failure, message } }
  }
}

parentPort?.on('message', (task: Task) => {
  run(task).then(
    (done) => parentPort?.postMessage(done),
    // An error ends the thread, and the program with it.
    (error: unknown) => queueMicrotask(() => Promise.reject(error)),
  )
})
