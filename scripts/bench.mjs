// `npm run bench`: the figures, taken on this machine. See benchmarks/README.md.
import { runSource, setUp } from './toolchain.mjs'

const usage = `Usage: npm run bench [-- codecs | hook | settle] [-- --json] [-- --keep] [-- --help]

Takes all figures, or those that are named:

  codecs   one relation read and written, against charmhelpers' readers and relation_set; needs python3 3.10 or later with pip
  hook     a hook with nothing to do; needs a running model, from npm start. Ends with 1 when a bar is missed.
           Its peer, a charm on ops, is put on trove's machine and taken away again (--keep leaves it)
  settle   hooks, calls, starts and seconds until each Trove unit was active; needs a model that npm start, with or without --ha, has
           just brought up. Ends with 1 when a bar is missed

Examples:
  npm run bench
  npm run bench -- codecs
`

const parts = { codecs: 'benchmarks/codecs/run.ts', settle: 'benchmarks/settle/run.ts', hook: 'benchmarks/hook/run.ts' }

const words = process.argv.slice(2)
const options = words.filter((word) => word === '--json' || word === '--keep')
const named = words.filter((word) => !word.startsWith('--'))
const unknown = words.filter((word) => !Object.hasOwn(parts, word) && !['--json', '--keep', '--help'].includes(word))
if (words.includes('--help')) {
  process.stdout.write(usage)
  process.exit()
}
if (unknown.length > 0) {
  process.stderr.write(
    `npm run bench knows the words ${Object.keys(parts).join(', ')}, --json, --keep and --help, and was given: ${unknown.join(' ')}\n`,
  )
  process.exit(2)
}
setUp()
for (const [part, file] of Object.entries(parts)) if (named.length === 0 || named.includes(part)) runSource(file, options)
