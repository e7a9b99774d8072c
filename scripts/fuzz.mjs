// `npm run fuzz`: random inputs for everything that reads what others have written. See "Fuzzing" in CONTRIBUTING.md.
import { parseArgs } from 'node:util'
import { runSource, setUp } from './toolchain.mjs'

const usage = `Usage: npm run fuzz -- [--minutes N] [--target TEXT] [--seed N] [--path PATH] [--list] [--help]

Gives random and hostile inputs to every reader of what others have written, the packages' fuzz/*.fuzz.ts. Nothing may throw, read
as another value than was written, or take more than 100 ms of processor time for a megabyte. Ends with 1 when something does.

  --minutes N     how long all targets together run; 1 unless it is given
  --target TEXT   only targets with this text in their names
  --seed N        the cases of an earlier run, whose seed was printed
  --path PATH     one case of an earlier run, with its target and its seed
  --list          prints the names of the targets

Examples:
  npm run fuzz -- --minutes 10
  npm run fuzz -- --minutes 2 --target keystone
  npm run fuzz -- --target 'relation wire: reads ports' --seed 1234 --path 17:0:2
`

const options = {
  minutes: { type: 'string' },
  target: { type: 'string' },
  seed: { type: 'string' },
  path: { type: 'string' },
  list: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
}

function refuse(why) {
  process.stderr.write(`npm run fuzz: ${why}; --help tells more\n`)
  process.exit(2)
}

function parse(words) {
  try {
    return parseArgs({ args: words, options }).values
  } catch (error) {
    return refuse(error.message)
  }
}

const words = process.argv.slice(2)
const { minutes = '1', seed = '0', path, target, help } = parse(words)
if (help) {
  process.stdout.write(usage)
  process.exit()
}
if (!(Number(minutes) > 0)) refuse('--minutes is not a number of minutes')
if (!/^-?\d+$/.test(seed)) refuse('--seed is not a whole number')
if (path !== undefined && (target === undefined || !words.some((word) => word.startsWith('--seed'))))
  refuse('--path needs --target and --seed')
setUp()
runSource('tools/fuzz/run.ts', words)
