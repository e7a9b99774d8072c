// A program of the repository's tools, set up when it is not yet: `node scripts/run.mjs vitest run`.
import { run, setUp } from './toolchain.mjs'

const [program = '', ...args] = process.argv.slice(2)
setUp()
run(program, args)
