// `npm test`: sets everything up, then runs every check and every level of test.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bringPip } from './python.mjs'
import { env, run, setUp } from './toolchain.mjs'

const usage = `Usage: npm test [-- all | checks | unit | fuzz | simulate | outside | start | functional] [-- --help]

Sets the repository's toolchain up, then runs every part, or those that are named, and prints the minutes of each:

  checks       format, types, lint, layers, structure, dependencies, generated docs, and the next release of the packages
  unit         every test that vitest runs; each skipped one is printed with its reason
  fuzz         a minute of random inputs for everything that reads what others have written
  simulate     three models in process under 300 seeds each, and copies with a fault, each of which has to be found
  outside      charms in empty folders, one of them typed from the guide, with the packages as they would be published and this
               machine's Node and npm
  start        npm start, once more, and npm stop, as a newcomer types them; needs root on Linux
  functional   the specifications in machines; needs root on Linux
  all          every part, as often as the workflow nightly does; without it, what was left out is printed at the end

Examples:
  npm test
  npm test -- unit
`

function inMachines(what, file, ...words) {
  if (process.platform === 'linux' && process.getuid() === 0) run('node', [file, ...words])
  else console.log(`skipped  ${what}: their machines need root on Linux; run npm test as root`)
}

/** How often `npm test -- all` does what another run does less often or not at all, by the name of the variable that says so. */
const sizes = [
  { variable: 'SEEDS', usual: 300, all: 10_000, what: 'seeds of each of the three models of the simulation' },
  { variable: 'KILLS', usual: 30, all: 300, what: 'kills of a hook' },
  { variable: 'RUNS', usual: 0, all: 5, what: 'runs of each fault of three Trove units in machines' },
  { variable: 'MIGRATIONS', usual: 0, all: 20, what: 'leaders of three Trove units that are lost while they migrate' },
]
/** Gives how often this run does it. */
const sizeOf = (name) => {
  const { variable, usual } = sizes.find(({ variable }) => variable === name)
  return Number(env[variable] ?? usual)
}

const parts = {
  checks: () => {
    for (const check of ['format', 'types', 'lint', 'layers', 'structure', 'deps', 'docs', 'packages'])
      run('pnpm', ['run', '--silent', `check:${check}`])
  },
  unit: () => {
    bringPip()
    run('pnpm', ['run', '--silent', 'unit'], { env: { ...env, UNIT_SUMMARY: summary } })
  },
  fuzz: () => run(process.execPath, ['scripts/fuzz.mjs', '--minutes', '1']),
  simulate: () => {
    for (const words of [['--seeds', String(sizeOf('SEEDS'))], ['--planted']]) run(process.execPath, ['scripts/simulate.mjs', ...words])
  },
  outside: () => {
    run('pnpm', ['run', '--silent', 'build', '--output-logs=errors-only'])
    for (const file of ['run', 'guide']) run(process.execPath, [`tests/outside/${file}.mjs`], { env: process.env })
  },
  start: () => inMachines('npm start and npm stop', 'tests/start/run.mjs'),
  functional: () => {
    bringPip()
    inMachines('the functional specifications', 'tests/functional/run.mjs', ...(all ? ['trove', 'trove-ha', 'trove-ha-tls', 'ops'] : []))
  },
}

const words = process.argv.slice(2)
const all = words.includes('all')
const unknown = words.filter((word) => word !== 'all' && !Object.hasOwn(parts, word))
if (words.includes('--help') || words.includes('-h')) {
  process.stdout.write(usage)
  process.exit()
}
if (unknown.length > 0) {
  process.stderr.write(`npm test knows the words all, ${Object.keys(parts).join(', ')} and --help, and was given: ${unknown.join(' ')}\n`)
  process.exit(2)
}
const folder = mkdtempSync(join(tmpdir(), 'npm-test-'))
const summary = join(folder, 'unit')
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
setUp()
const named = words.filter((word) => word !== 'all')
if (all) for (const { variable, all: number } of sizes) env[variable] ??= String(number)
const minutes = []
for (const part of named.length > 0 ? Object.keys(parts).filter((one) => named.includes(one)) : Object.keys(parts)) {
  const begun = performance.now()
  parts[part]()
  minutes.push(`${part} ${((performance.now() - begun) / 60_000).toFixed(1)}`)
}
// Printed again, because the functional tests print so much that the first print scrolls away.
if (named.length === 0) process.stdout.write(readFileSync(summary, 'utf8'))
console.log(`minutes  ${minutes.join(', ')}`)
for (const { variable, all: most, what } of named.length === 0 ? sizes : [])
  if (sizeOf(variable) < most) console.log(`left out  ${what}: ${sizeOf(variable)} of ${most}; npm test -- all makes all of them`)
if (named.length === 0 && !all)
  console.log(
    'left out  the specifications trove-ha and trove-ha-tls; npm test -- all runs them, and npm run functional -- trove-ha trove-ha-tls',
  )
