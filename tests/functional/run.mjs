// `npm run functional`: runs the specification in trove/ with the juju of this checkout, or with --system-juju the one on the path.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawnSync } from 'node:child_process'
import { env, root, setUp } from '../../scripts/toolchain.mjs'

const words = process.argv.slice(2)
const own = !words.includes('--system-juju')
setUp()
// A controller of its own: the model of `npm start` is left alone.
const data = own ? mkdtempSync(join(tmpdir(), 'lj-')) : undefined
const environment = own ? { ...env, PATH: `${join(root, 'bin')}:${env.PATH}`, JUJU_DATA: data } : env
const flags = ['--disable-warning=ExperimentalWarning', '--conditions=@charm-layers/source']
const here = join(root, 'tests', 'functional')
const { status } = spawnSync('node', [...flags, join(here, 'mojo.ts'), join(here, 'trove'), ...words.filter((word) => word === '--keep')], {
  stdio: 'inherit',
  env: environment,
})
if (data && !words.includes('--keep')) {
  spawnSync('node', [...flags, join(here, 'end-controller.ts'), join(data, 'local-juju')], { stdio: 'inherit', env: environment })
  rmSync(data, { recursive: true, force: true })
} else if (data) console.log(`to go on with it: JUJU_DATA=${data} PATH=${join(root, 'bin')}:$PATH`)
process.exit(status ?? 1)
