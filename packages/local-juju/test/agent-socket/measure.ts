/**
 * Prints what one call of a hook tool costs, as the median of batches:
 *   node --conditions=@charm-layers/source packages/local-juju/test/agent-socket/measure.ts
 */
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from '../../../charm/src/juju/index.ts'
import { buildForwarder, installTools, listenForTools } from '../../src/agent-socket/index.ts'
import { createHookContext } from '../../src/hook-tools/index.ts'
import { createCaseWorld } from '../hook-tools/case-world.ts'

const BATCHES = 31
const CALLS = 100

const dir = await mkdtemp(join(tmpdir(), 'measure-'))
await installTools(await buildForwarder(join(dir, 'cache')), dir)
const { world } = createCaseWorld({ unit: 'u/0', model_uuid: '', config: { k: 'v' } }, dir)
const path = join(dir, 's')
const socket = await listenForTools(path, createHookContext(world, { contextId: 'c' }), console.error)
const env = { PATH: `${dir}:/usr/bin:/bin`, JUJU_CONTEXT_ID: 'c', JUJU_AGENT_SOCKET_ADDRESS: path, JUJU_AGENT_SOCKET_NETWORK: 'unix' }

/** Runs a command CALLS times from one shell, so that starting the shell is shared by all of them. */
const fromShell = (command: string) => (): Promise<void> =>
  new Promise((resolve, reject) => {
    const loop = `i=0; while [ $i -lt ${CALLS} ]; do ${command} >/dev/null </dev/null || exit 1; i=$((i+1)); done`
    spawn('/bin/sh', ['-c', loop], { env, stdio: 'inherit' }).once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`status ${code}`)),
    )
  })

const client = await connect(env, dir)
const measured: readonly (readonly [string, () => Promise<unknown>])[] = [
  ['a program that does nothing, /bin/true', fromShell('/bin/true')],
  ['config-get as a program', fromShell('config-get k')],
  [
    'config-get over the socket, one after the other',
    async () => {
      for (let index = 0; index < CALLS; index += 1) await client.call('config-get', ['k'])
    },
  ],
  ['config-get over the socket, written at once', () => Promise.all(Array.from({ length: CALLS }, () => client.call('config-get', ['k'])))],
]
for (const [name, batch] of measured) {
  const times: number[] = []
  for (let index = 0; index < BATCHES; index += 1) {
    const start = performance.now()
    await batch()
    times.push((performance.now() - start) / CALLS)
  }
  console.log(`${name}: ${times.sort((a, b) => a - b)[Math.floor(BATCHES / 2)]?.toFixed(3)} ms`)
}
await client.close()
await socket.close()
await rm(dir, { recursive: true })
