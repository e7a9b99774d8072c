// `npm stop`: takes the model of `npm start` down and leaves nothing of it behind.
import { runSource, setUp } from './toolchain.mjs'

const usage = `Usage: npm stop [-- --help]

Takes down the model 'trove' that npm start has brought up: its machines, their disks, its network. Downloaded
packages and the tree that machines start from stay in the cache (~/.cache/charm-layers), for the next npm start.

Examples:
  npm stop
  npm stop && rm -rf ~/.cache/charm-layers      the cache as well
`

if (process.argv.includes('--help') || process.argv.includes('-h')) {
  process.stdout.write(usage)
} else {
  setUp()
  runSource('scripts/start/stop.ts')
}
