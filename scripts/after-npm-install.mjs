// After a plain `npm install`: the dependencies of this repository are those of pnpm-lock.yaml, so npm's lock file goes and pnpm installs.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { root, setUp } from './toolchain.mjs'

if (process.env.npm_config_user_agent?.startsWith('npm/')) {
  rmSync(join(root, 'package-lock.json'), { force: true })
  rmSync(join(root, 'node_modules', '.stamp'), { force: true })
  setUp()
}
