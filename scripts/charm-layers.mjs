// `npm run pack` in a charm's folder: charm-layers of this checkout, set up when it is not yet.
import { join } from 'node:path'
import { root, run, setUp } from './toolchain.mjs'

setUp()
run('node', [join(root, 'packages', 'charm-cli', 'bin', 'charm-layers.mjs'), ...process.argv.slice(2)], { cwd: process.cwd() })
