// `npm run juju -- <words>`: the `juju` command of this checkout, from source, on the repository's own Node.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { root, setUp } from './toolchain.mjs'

setUp()
const { status, error } = spawnSync(join(root, 'bin', 'juju'), process.argv.slice(2), { stdio: 'inherit' })
if (error) console.error(`juju: ${error.message}`)
process.exit(status ?? 1)
