// `npm run functional [-- trove|ops]`: runs the specifications with the juju of this checkout, or with --system-juju the one on the path.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawnSync } from 'node:child_process'
import { env, root, setUp } from '../../scripts/toolchain.mjs'

// The runner, which Ctrl-C reaches too, removes its model first; the controller is ended after that.
let interrupted = false
process.on('SIGINT', () => {
  interrupted = true
})
const words = process.argv.slice(2)
const own = !words.includes('--system-juju')
setUp()
// A controller of its own: the model of `npm start` is left alone.
const data = own ? mkdtempSync(join(tmpdir(), 'lj-')) : undefined
const environment = own ? { ...env, PATH: `${join(root, 'bin')}:${env.PATH}`, JUJU_DATA: data } : env
const flags = ['--disable-warning=ExperimentalWarning', '--conditions=@charm-layers/source']
const here = join(root, 'tests', 'functional')
const named = words.filter((word) => !word.startsWith('--'))
const keep = words.filter((word) => word === '--keep')
let status = 0
for (const spec of named.length > 0 ? named : ['trove', 'ops']) {
  const done = spawnSync('node', [...flags, join(here, 'mojo.ts'), join(here, spec), ...keep], { stdio: 'inherit', env: environment })
  status ||= done.status ?? 1
  // The signal is delivered when the event loop turns.
  await new Promise((resolve) => setTimeout(resolve))
  if (interrupted) break
}
if (data && !words.includes('--keep')) {
  spawnSync('node', [...flags, join(here, 'end-controller.ts'), join(data, 'local-juju')], { stdio: 'inherit', env: environment })
  rmSync(data, { recursive: true, force: true })
} else if (data) console.log(`to go on with it: JUJU_DATA=${data} PATH=${join(root, 'bin')}:$PATH`)
process.exit(status)
