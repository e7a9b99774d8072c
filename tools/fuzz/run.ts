// `npm run fuzz`: see the usage in scripts/fuzz.mjs, which has looked at the words.
import { globSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Ran, runInThread } from './in-thread.ts'

const root = dirname(dirname(import.meta.dirname))
const { values } = parseArgs({
  options: {
    minutes: { type: 'string' },
    seed: { type: 'string' },
    path: { type: 'string' },
    target: { type: 'string' },
    list: { type: 'boolean' },
  },
})
const { minutes = '1', path, target: wanted = '', list = false } = values
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31))

const whole = (file: string, name: string): string => `${file.replace(/^packages\/([^/]+)\/fuzz\/(.*)\.fuzz\.ts$/, '$1 $2')}: ${name}`

/** The files, and those of their targets that were asked for. */
const files: (readonly [file: string, names: readonly string[]])[] = []
for (const file of globSync('packages/*/fuzz/*.fuzz.ts', { cwd: root }).sort()) {
  const all = await runInThread({ file: join(root, file), names: undefined, seed, milliseconds: 0 }, () => undefined)
  const names = all.filter((name) => whole(file, name).includes(wanted))
  if (names.length > 0) files.push([file, names])
}
const count = files.reduce((sum, [, names]) => sum + names.length, 0)
if (count === 0) {
  process.stderr.write(`no target has '${wanted}' in its name; --list prints the names\n`)
  process.exit(2)
}
if (list) {
  for (const [file, names] of files) for (const name of names) process.stdout.write(`${whole(file, name)}\n`)
  process.exit()
}

const end = performance.now() + Number(minutes) * 60_000
let left = count
let cases = 0
let failed = 0
process.stdout.write(`${count} targets, ${minutes} minutes, seed ${seed}\n`)

const tell = (file: string, ran: Ran): void => {
  const name = whole(file, ran.name)
  left -= 1
  cases += ran.cases
  const figures = `${ran.cases.toLocaleString('en')} cases in ${ran.seconds.toFixed(1)} s`
  process.stdout.write(`${ran.failure === undefined ? 'ok  ' : 'FAIL'}  ${name}  ${figures}\n`)
  if (ran.failure === undefined) return
  failed += 1
  const replay = `npm run fuzz -- --target '${name}' --seed ${seed} --path ${ran.failure.path}`
  process.stdout.write(`\n${ran.failure.error}\n\ninput: ${ran.failure.input}\nagain: ${replay}\n\n`)
}

for (const [file, names] of files) {
  // What is left of the time is shared out evenly over the targets that have not run yet.
  const milliseconds = path === undefined ? Math.max(100, (end - performance.now()) / left) : 3_600_000
  await runInThread({ file: join(root, file), names, seed, milliseconds, ...(path === undefined ? {} : { path }) }, (ran) =>
    tell(file, ran),
  )
}
process.stdout.write(`fuzz: ${count} targets, ${failed} failed, ${cases.toLocaleString('en')} cases, seed ${seed}\n`)
process.exit(failed === 0 ? 0 : 1)
