// HAProxy itself, with the file that openstack-base writes for a unit with two peers, in front of three servers on this machine.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, request, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { defineOpenStackCharm, highAvailability } from '@charm-layers/openstack-base'
import { machine, settle, text } from '@charm-layers/openstack-base/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { skipOutsideCi } from '../../../tools/skip.ts'
import { unpacked, whyNoDebian, withLibraries } from '../debian.ts'

const addresses = ['127.0.0.1', '127.0.0.2', '127.0.0.3'] as const
// Of this process alone, so that several runs on one machine keep apart.
const port = 20_000 + (process.pid % 20_000)
const charm = defineOpenStackCharm({
  name: 'web',
  summary: 'Serves',
  user: 'web',
  release: { package: 'web', versions: { 1: 'zed' } },
  packages: ['web'],
  services: { api: { unit: 'web', ports: [port] } },
  features: [highAvailability({ services: ['api'], health: '/healthcheck', disableFile: '/etc/web/disable' })],
  files: [],
})

const told = (address: string) => ({
  'private-address': address,
  'public-address': address,
  'internal-address': address,
  'admin-address': address,
})

let folder = ''
let haproxy: ChildProcess | undefined
const servers = new Map<string, Server>()
const seen: string[] = []
const drained = new Set<string>()

const listen = async (address: string): Promise<void> => {
  const server = createServer(({ url }, answer) => {
    if (url !== '/healthcheck') seen.push(address)
    answer.writeHead(url === '/healthcheck' && drained.has(address) ? 503 : 200).end()
  })
  await new Promise<void>((done) => server.listen(port - 10, address, done))
  servers.set(address, server)
}
const close = async (address: string): Promise<void> => {
  const server = servers.get(address)
  server?.closeAllConnections()
  await new Promise((done) => server?.close(done))
}

/** Makes one request over a connection of its own; gives the status of the answer, or what has gone wrong. */
const ask = (): Promise<string> =>
  new Promise((done) => {
    const asking = request({ host: '127.0.0.1', port, agent: false, timeout: 5000 }, (answer) => {
      answer.resume()
      done(String(answer.statusCode))
    })
    asking.on('timeout', () => asking.destroy(new Error('no answer')))
    asking.on('error', ({ message }) => done(message))
    asking.end()
  })

/** Makes requests, one after the other, for this time; gives what came back that is not status 200. */
async function load(milliseconds: number): Promise<readonly string[]> {
  const end = performance.now() + milliseconds
  const wrong: string[] = []
  while (performance.now() < end) {
    const answer = await ask()
    if (answer !== '200') wrong.push(answer)
    await sleep(5)
  }
  return wrong
}

beforeAll(async () => {
  if (whyNoDebian !== undefined) return
  const root = unpacked()
  folder = mkdtempSync(join(tmpdir(), 'balancer-'))
  const [own, ...others] = addresses
  const peers = Object.fromEntries(others.map((address, at) => [`web/${at + 1}`, told(address)]))
  const out = await settle(charm, {
    ...machine('bookworm', {}),
    packages: { web: '1.0-1' },
    addresses: { public: `${own}/8`, internal: own, admin: own },
    relations: [
      { endpoint: 'cluster', interface: 'openstack-ha', remoteApp: 'web', remoteUnits: peers, localUnitData: { 'ingress-address': own } },
    ],
  })
  const file = join(folder, 'haproxy.cfg')
  const written = text(out, '/etc/haproxy/haproxy.cfg')
    .replace('user haproxy', `uid ${process.getuid?.() ?? 0}`)
    .replace('group haproxy', `gid ${process.getgid?.() ?? 0}`)
    .replace('/run/haproxy/admin.sock', join(folder, 'admin.sock'))
    .replace('127.0.0.1:8888', `127.0.0.1:${port + 1}`)
  writeFileSync(file, written)
  for (const address of addresses) await listen(address)
  haproxy = spawn(join(root, 'usr/sbin/haproxy'), ['-W', '-f', file], { env: withLibraries(root), stdio: 'ignore' })
  for (let tries = 0; tries < 100 && (await ask()) !== '200'; tries += 1) await sleep(100)
}, 300_000)

afterAll(async () => {
  haproxy?.kill()
  await Promise.all(addresses.map(close))
  if (folder !== '') rmSync(folder, { recursive: true, force: true })
})

describe('HAProxy', { ...skipOutsideCi(whyNoDebian), timeout: 60_000 }, () => {
  test('spreads requests over all units', async () => {
    expect(await load(1000)).toEqual([])
    expect(new Set(seen)).toEqual(new Set(addresses))
  })

  test('sends a request to another unit when one refuses it', async () => {
    await close('127.0.0.2')
    expect(await load(4000)).toEqual([])
    await listen('127.0.0.2')
  })

  test('sends none to a unit whose health check answers otherwise, within four seconds, and fails none', async () => {
    drained.add('127.0.0.3')
    expect(await load(5000)).toEqual([])
    seen.length = 0
    expect(await load(1000)).toEqual([])
    expect(seen).not.toContain('127.0.0.3')
    drained.delete('127.0.0.3')
    expect(await load(3000)).toEqual([])
    expect(seen).toContain('127.0.0.3')
  })

  test('refuses nothing while it reloads', async () => {
    const loading = load(3000)
    for (let times = 0; times < 3; times += 1) {
      await sleep(700)
      haproxy?.kill('SIGUSR2')
    }
    expect(await loading).toEqual([])
  })
})
