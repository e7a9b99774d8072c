// `npm run simulate`: see the usage in scripts/simulate.mjs, which has looked at the words.
import { parseArgs } from 'node:util'
import { tellGrowth } from './growth.ts'
import { type Done, loadModels, modelsByName, type Task } from './models.ts'
import { runTasks } from './threads.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: 'string' },
    first: { type: 'string', default: '1' },
    model: { type: 'string' },
    threads: { type: 'string', default: '2' },
    planted: { type: 'boolean', default: false },
    growth: { type: 'boolean', default: false },
  },
})
const kind = values.planted ? 'planted' : 'models'
const [first, seeds] = [Number(values.first), Number(values.seeds ?? (values.planted ? 1000 : 300))]
const all = await modelsByName(kind)
const wanted = values.model ?? positionals[0]
const names = [...all.keys()].filter((name) => wanted === undefined || name === wanted)
if (names.length === 0) {
  process.stderr.write(`there is no model '${wanted}'; there are ${[...all.keys()].map((name) => `'${name}'`).join(', ')}\n`)
  process.exit(2)
}

/** Seeds are handed out in small lots, so that no thread ends long before the others. */
const lot = Math.max(1, Math.min(50, Math.ceil(seeds / 8)))
const failed = new Map<string, Done>()
function* tasks(): Generator<Task> {
  for (const name of names)
    for (let from = first; from < first + seeds && !failed.has(name); from += lot)
      yield { kind, name, first: from, seeds: Math.min(lot, first + seeds - from) }
}

const totals = new Map(names.map((name) => [name, { seeds: 0, hooks: 0, processor: 0 }]))
const start = performance.now()
const number = (value: number): string => Math.round(value).toLocaleString('en')
const left = tasks()
await runTasks(
  Number(values.threads),
  () => left.next().value ?? undefined,
  (done) => {
    const total = totals.get(done.task.name)
    if (total) {
      total.seeds += done.seeds
      total.hooks += done.hooks
      total.processor += done.processor
    }
    if (total && kind === 'models' && total.seeds % 1000 < done.seeds)
      process.stdout.write(
        `      ${done.task.name.padEnd(12)} ${number(total.seeds)} seeds after ${((performance.now() - start) / 1000).toFixed(0)} s\n`,
      )
    const before = failed.get(done.task.name)
    if (done.failure && (before?.failure?.seed ?? Infinity) > done.failure.seed) failed.set(done.task.name, done)
  },
)
const seconds = (performance.now() - start) / 1000

if (kind === 'planted') {
  process.stdout.write(`${'planted fault'.padEnd(62)} seed  invariant\n`)
  for (const name of names) {
    const failure = failed.get(name)?.failure
    process.stdout.write(`${name.padEnd(62)} ${String(failure?.seed ?? 'none').padStart(4)}  ${failure?.invariant ?? ''}\n`)
    if (wanted !== undefined && failure) process.stdout.write(`\n${failure.message}\n`)
  }
  const found = names.filter((name) => failed.has(name)).length
  process.stdout.write(`planted: ${found} of ${names.length} found within ${number(seeds)} seeds, in ${seconds.toFixed(1)} s\n`)
  process.exit(found === names.length ? 0 : 1)
}

for (const { failure } of failed.values()) process.stdout.write(`\n${failure?.message}\n\n`)
let [hooks, processor] = [0, 0]
for (const [name, total] of totals) {
  hooks += total.hooks
  processor += total.processor
  process.stdout.write(
    `${failed.has(name) ? 'FAIL' : 'ok  '}  ${name.padEnd(12)} ${number(total.seeds)} seeds, ${number(total.hooks)} hooks\n`,
  )
}
process.stdout.write(
  `simulate: ${failed.size} models failed, ${number(hooks)} hooks in ${seconds.toFixed(1)} s: ${number(hooks / seconds)} a second on ${values.threads} threads\n`,
)
/** Hooks a second that two processors are to run. A machine that does other things as well shows it by processor time alone. */
const bar = 2000
const onTwo = (2 * hooks) / processor
process.stdout.write(
  `speed: ${number(onTwo)} hooks a second on two processors by the processor time of the threads, ${onTwo < bar ? 'fewer than' : 'at least'} ${number(bar)}\n`,
)
if (values.growth) {
  process.stdout.write('cost of a hook:\n')
  for (const { grown } of await loadModels()) if (grown) await tellGrowth(grown, (line) => process.stdout.write(`${line}\n`))
}
process.exit(failed.size === 0 ? 0 : 1)
