// `npm run simulate`: whole models in process. See docs/simulate.md.
import { parseArgs } from 'node:util'
import { runSource, setUp } from './toolchain.mjs'

const usage = `Usage: npm run simulate -- [--seeds N] [--first N] [--model NAME] [--threads N] [--growth] [--planted [FAULT]] [--help]

Runs the models of the repository, charms/*/test/simulation/models.ts, in process: each seed is another order of hooks with other faults,
and after every hook the invariants have to hold. Ends with 1 when one does not, with what is needed for that and the command that
shows it again.

  --seeds N          how many seeds to run of each model; 300 unless it is given
  --first N          the first of them; 1 unless it is given
  --model NAME       one model alone, such as trove-3
  --threads N        on how many processors; 2 unless it is given
  --growth           also measures what a hook costs in models of 3, 9, 27 and 81 units
  --planted [FAULT]  runs copies with a deliberate fault, up to 1000 seeds, and prints under which seed each is found; with the text of
                     one fault, its report

Examples:
  npm run simulate -- --seeds 10000
  npm run simulate -- --model trove-3 --first 129 --seeds 1
  npm run simulate -- --planted
`

const options = {
  seeds: { type: 'string' },
  first: { type: 'string' },
  model: { type: 'string' },
  threads: { type: 'string' },
  growth: { type: 'boolean' },
  planted: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
}

function refuse(why) {
  process.stderr.write(`npm run simulate: ${why}; --help tells more\n`)
  process.exit(2)
}

function parse(words) {
  try {
    return parseArgs({ args: words, options, allowPositionals: true })
  } catch (error) {
    return refuse(error.message)
  }
}

const words = process.argv.slice(2)
const { values, positionals } = parse(words)
if (values.help) {
  process.stdout.write(usage)
  process.exit()
}
for (const name of ['seeds', 'first', 'threads'])
  if (values[name] !== undefined && !/^[1-9]\d*$/.test(values[name])) refuse(`--${name} is not a number from 1 on`)
if (positionals.length > (values.planted ? 1 : 0)) refuse(`knows no word '${positionals[0]}'`)
setUp()
runSource('tools/simulate/run.ts', words)
