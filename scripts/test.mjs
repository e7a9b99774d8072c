// `npm test`: sets everything up, then runs every check and every level of test.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bringPip } from './python.mjs'
import { env, run, setUp } from './toolchain.mjs'

const usage = `Usage: npm test [-- checks | unit | fuzz | outside | start | functional] [-- --help]

Sets the repository's toolchain up, then runs all, or the part that is named:

  checks       format, types, lint, layers, structure, dependencies, generated docs, and the next release of the packages
  unit         every test that vitest runs; each skipped one is printed with its reason
  fuzz         a minute of random inputs for everything that reads what others have written
  outside      charms in empty folders, one of them typed from the guide, with the packages as they would be published and this
               machine's Node and npm
  start        npm start, once more, and npm stop, as a newcomer types them; needs root on Linux
  functional   the specifications in machines; needs root on Linux

Examples:
  npm test
  npm test -- unit
`

function inMachines(what, file) {
  if (process.platform === 'linux' && process.getuid() === 0) run('node', [file])
  else console.log(`skipped  ${what}: their machines need root on Linux; run npm test as root`)
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
  outside: () => {
    run('pnpm', ['run', '--silent', 'build', '--output-logs=errors-only'])
    for (const file of ['run', 'guide']) run(process.execPath, [`tests/outside/${file}.mjs`], { env: process.env })
  },
  start: () => inMachines('npm start and npm stop', 'tests/start/run.mjs'),
  functional: () => {
    bringPip()
    inMachines('the functional specifications', 'tests/functional/run.mjs')
  },
}

const words = process.argv.slice(2)
const unknown = words.filter((word) => !Object.hasOwn(parts, word))
if (words.includes('--help') || words.includes('-h')) {
  process.stdout.write(usage)
  process.exit()
}
if (unknown.length > 0) {
  process.stderr.write(`npm test knows the words ${Object.keys(parts).join(', ')} and --help, and was given: ${unknown.join(' ')}\n`)
  process.exit(2)
}
const folder = mkdtempSync(join(tmpdir(), 'npm-test-'))
const summary = join(folder, 'unit')
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
setUp()
for (const part of Object.keys(parts)) if (words.length === 0 || words.includes(part)) parts[part]()
// Printed again, because the functional tests print so much that the first print scrolls away.
if (words.length === 0) process.stdout.write(readFileSync(summary, 'utf8'))
