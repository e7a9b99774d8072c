// `npm run functional`: runs the specifications in machines.

import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { env, root, setUp } from '../../scripts/toolchain.mjs'

// The runner, which Ctrl-C reaches too, removes its model first; the controller is ended after that.
let interrupted = false
process.on('SIGINT', () => {
  interrupted = true
})
const usage = `Usage: npm run functional [-- trove | trove-ha | trove-ha-tls | ops] [-- --keep] [-- --system-juju] [-- --help]

Runs the Mojo specifications trove and ops, or those that are named, with the juju of this checkout:

  --keep          leave the model and the controller running
  --system-juju   run them with the juju that is first on the path

Examples:
  npm run functional -- ops
  npm run functional -- trove --system-juju
`
const usual = ['trove', 'ops']
const specs = [...usual, 'trove-ha', 'trove-ha-tls']
const words = process.argv.slice(2)
const unknown = words.filter((word) => ![...specs, '--keep', '--system-juju', '--help'].includes(word))
if (words.includes('--help')) {
  process.stdout.write(usage)
  process.exit()
}
if (unknown.length > 0) {
  process.stderr.write(
    `npm run functional knows the words ${specs.join(', ')}, --keep, --system-juju and --help, and was given: ${unknown.join(' ')}\n`,
  )
  process.exit(2)
}
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
for (const spec of named.length > 0 ? named : usual) {
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
