// `npm run bench`: the figures, taken on this machine. See benchmarks/README.md.
import { runSource, setUp } from './toolchain.mjs'

setUp()
runSource('benchmarks/hook/run.ts', process.argv.slice(2))
