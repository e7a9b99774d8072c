// `npm stop`: takes the models of `npm start` down and leaves nothing of it behind.
import { runSource, setUp } from './toolchain.mjs'

const usage = `Usage: npm stop [-- --help]

Takes down the models 'trove' and 'trove-ha' that npm start has brought up: their machines, disks, networks. Downloaded
packages and the tree that machines start from stay in the cache (~/.cache/charm-layers), for the next npm start.

Examples:
  npm stop
  npm stop && rm -rf ~/.cache/charm-layers      the cache as well
`

const words = process.argv.slice(2)
if (words.includes('--help') || words.includes('-h')) {
  process.stdout.write(usage)
} else if (words.length > 0) {
  process.stderr.write(`npm stop takes no words but --help, and was given: ${words.join(' ')}\n`)
  process.exit(2)
} else if (process.platform !== 'linux' || process.getuid() !== 0) {
  process.stderr.write('what npm start brings up belongs to root: run npm stop as root too, with sudo for instance\n')
  process.exit(1)
} else {
  setUp()
  runSource('scripts/start/stop.ts')
}
