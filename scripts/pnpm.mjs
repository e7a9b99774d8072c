// The repository's own pnpm on its own Node: `node scripts/pnpm.mjs run unit packages/charm`.
import { run, setUp } from './toolchain.mjs'

setUp()
run('pnpm', process.argv.slice(2))
