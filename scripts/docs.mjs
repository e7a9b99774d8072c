// `npm run docs`: writes the parts of the READMEs that are made from the code.
import { runSource, setUp } from './toolchain.mjs'

setUp()
runSource('tools/docs.ts', process.argv.slice(2))
