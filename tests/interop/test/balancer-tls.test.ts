// HAProxy itself on three units, which go from plain HTTP to TLS and back under load, with the files that openstack-base writes.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import http, { createServer, type Server } from 'node:http'
import https from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect } from 'node:tls'
import { secret } from '@charm-layers/relation'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Answers } from '../../../packages/openstack-base/src/features/high-availability/encryption.ts'
import { haproxyConfig } from '../../../packages/openstack-base/src/features/high-availability/haproxy.ts'
import { issue, makeAuthority } from '../../../packages/openstack-base/test/tls/pki.ts'
import { skipOutsideCi } from '../../../tools/skip.ts'
import { unpacked, whyNoDebian, withLibraries } from '../debian.ts'

const addresses = ['127.0.0.1', '127.0.0.2', '127.0.0.3'] as const
// Of this process alone, so that several runs on one machine keep apart. Those of the other test of HAProxy are below.
const port = 42_000 + (process.pid % 10_000) * 2
const all = [0, 1, 2] as const

interface Unit {
  answers: Answers
  /** Whether it calls the others by TLS. */
  calls: 'http' | 'https'
  /** The name in its certificate, as it has told it. */
  told: string
  haproxy?: ChildProcess
  server?: Server
}

const nameOf = (id: number): string => `web-${id}.example.com`
const units: readonly Unit[] = all.map((id) => ({ answers: 'http', calls: 'http', told: nameOf(id) }))
const unitOf = (id: number): Unit => units[id] as Unit
const seen: { id: number; protocol: string | undefined }[] = []
let [folder, root, authority] = ['', '', '']

function write(id: number): string {
  const own = join(folder, String(id))
  const { answers, calls } = unitOf(id)
  const servers = addresses.map((address, other) => ({
    unit: `web/${other}`,
    address,
    own: other === id,
    ...(calls === 'https' ? { certifies: unitOf(other).told } : {}),
  }))
  const text = haproxyConfig({
    services: [{ name: 'web', ports: [port] }],
    backends: [{ address: addresses[id] ?? '', network: `${addresses[id]}/8`, servers }],
    health: '/healthcheck',
    hasV6: false,
    timeouts: { queue: 9000, connect: 9000, client: 90_000, server: 90_000 },
    password: secret('password'),
    encryption: { answers, certificates: join(own, 'certificates'), authorities: join(folder, 'authorities.pem') },
  })
  const file = join(own, 'haproxy.cfg')
  writeFileSync(
    file,
    text
      .replaceAll('user haproxy', `uid ${process.getuid?.() ?? 0}`)
      .replaceAll('group haproxy', `gid ${process.getgid?.() ?? 0}`)
      .replaceAll('/run/haproxy', own)
      .replaceAll('127.0.0.1:8888', `${addresses[id]}:${port + 1}`)
      // Three units are on this machine, which has one loopback interface.
      .replaceAll('bind *:', `bind ${addresses[id]}:`)
      .replaceAll(`127.0.0.1:${port - 20}`, `${addresses[id]}:${port - 20}`),
  )
  return file
}

/** Writes the file of each unit and reloads its HAProxy, one after the other. */
async function reload(change: (unit: Unit) => void = () => undefined): Promise<void> {
  for (const id of all) {
    change(unitOf(id))
    write(id)
    unitOf(id).haproxy?.kill('SIGUSR2')
    await sleep(1000)
  }
}

async function listen(id: number): Promise<void> {
  const server = createServer((asked, answer) => {
    const protocol = asked.headers['x-forwarded-proto']
    if (asked.url !== '/healthcheck') seen.push({ id, protocol: typeof protocol === 'string' ? protocol : undefined })
    answer.writeHead(200).end('answer'.repeat(500))
  })
  await new Promise<void>((done) => server.listen(port - 20, addresses[id], done))
  unitOf(id).server = server
}
async function close(id: number): Promise<void> {
  const { server } = unitOf(id)
  server?.closeAllConnections()
  await new Promise((done) => server?.close(done))
}

interface Asking {
  readonly scheme: 'http' | 'https'
  readonly id: number
  readonly agent?: http.Agent | false
  readonly method?: string
  readonly port?: number
  readonly path?: string
}

/** Makes one request; gives the status of the answer, or what has gone wrong. */
const ask = ({ scheme, id, agent = false, method = 'GET', path = '/', port: at = port }: Asking): Promise<string> =>
  new Promise((done) => {
    const options = { host: addresses[id], port: at, path, agent, method, timeout: 10_000, ca: authority, servername: nameOf(id) }
    const asking = (scheme === 'https' ? https : http).request(options, (answer) => {
      answer.resume()
      answer.on('end', () => done(String(answer.statusCode)))
      answer.on('error', ({ message }) => done(message))
    })
    asking.on('timeout', () => asking.destroy(new Error('no answer')))
    asking.on('error', ({ message }) => done(message))
    asking.end()
  })

/** The scheme in the catalogue. */
let scheme: 'http' | 'https' = 'http'

/** Makes requests to all units while something is done, over new connections and over kept ones; gives what came back that is not status 200. */
async function during(work: () => Promise<void>): Promise<readonly string[]> {
  let goesOn = true
  const wrong: string[] = []
  const clients = [false, true].map(async (keepAlive) => {
    const agents = { http: new http.Agent({ keepAlive, maxSockets: 1 }), https: new https.Agent({ keepAlive, maxSockets: 1 }) }
    for (let count = 0; goesOn; count += 1) {
      const [now, id] = [scheme, count % 3]
      const answer = await ask({ scheme: now, id, agent: keepAlive && agents[now], method: count % 2 ? 'GET' : 'POST' })
      if (answer !== '200') wrong.push(`${now} at web/${id}, ${keepAlive ? 'kept' : 'new'} connection: ${answer}`)
      await sleep(3)
    }
    for (const agent of Object.values(agents)) agent.destroy()
  })
  await work()
  goesOn = false
  await Promise.all(clients)
  return wrong
}

beforeAll(async () => {
  if (whyNoDebian !== undefined) return
  root = unpacked()
  folder = mkdtempSync(join(tmpdir(), 'balancer-'))
  const issuer = makeAuthority('An authority')
  authority = issuer.certificate
  writeFileSync(join(folder, 'authorities.pem'), authority)
  for (const id of all) {
    const { certificate, key } = issue(issuer, [nameOf(id)])
    mkdirSync(join(folder, String(id), 'certificates'), { recursive: true })
    writeFileSync(join(folder, String(id), 'certificates', '0.pem'), `${certificate}${key}`)
    await listen(id)
    unitOf(id).haproxy = spawn(join(root, 'usr/sbin/haproxy'), ['-W', '-f', write(id)], { env: withLibraries(root), stdio: 'ignore' })
  }
  for (const id of all) for (let tries = 0; tries < 100 && (await ask({ scheme, id })) !== '200'; tries += 1) await sleep(100)
}, 300_000)

afterAll(async () => {
  for (const { haproxy } of units) haproxy?.kill()
  await Promise.all(all.map(close))
  if (folder !== '') rmSync(folder, { recursive: true, force: true })
})

describe('three units', { ...skipOutsideCi(whyNoDebian), timeout: 120_000 }, () => {
  test('go to TLS without a lost request', async () => {
    const wrong = await during(async () => {
      await reload((unit) => Object.assign(unit, { answers: 'both' }))
      await reload((unit) => Object.assign(unit, { calls: 'https' }))
      scheme = 'https'
      await sleep(1000)
      await reload((unit) => Object.assign(unit, { answers: 'https' }))
    })
    expect(wrong).toEqual([])
    expect(await ask({ scheme: 'http', id: 0 })).not.toBe('200')
  })

  test('spread requests over all units by TLS, and say which protocol the client spoke', async () => {
    seen.length = 0
    expect(await during(() => sleep(1500))).toEqual([])
    expect(new Set(seen.map(({ id }) => id))).toEqual(new Set(all))
    expect(new Set(seen.map(({ protocol }) => protocol))).toEqual(new Set(['https']))
  })

  test('load a certificate without a lost request', async () => {
    expect(await during(() => reload())).toEqual([])
  })

  test('send a request of any method to another unit when the service of one is gone', async () => {
    const wrong = await during(async () => {
      await sleep(500)
      unitOf(1).server?.close()
      const atUnit = (path: string) => ask({ scheme, id: 1, port: port - 10, path }).then((status) => `${path} ${status}`)
      const [looked, asked] = [atUnit('/healthcheck'), atUnit('/')]
      expect(await Promise.race([asked, looked])).toBe('/healthcheck 425')
      expect(await asked).toBe('/ 425')
      await sleep(5000)
    })
    expect(wrong).toEqual([])
    await listen(1)
    await sleep(3000)
  })

  test('send none to a unit whose certificate has another name than it has told', async () => {
    Object.assign(unitOf(2), { told: 'someone-else.example.com' })
    await reload()
    await sleep(4000)
    seen.length = 0
    for (let count = 0; count < 12; count += 1) expect(await ask({ scheme, id: 0 })).toBe('200')
    expect(new Set(seen.map(({ id }) => id))).toEqual(new Set([0, 1]))
    Object.assign(unitOf(2), { told: nameOf(2) })
    await reload()
  })

  test.each(['TLSv1', 'TLSv1.1'] as const)('do not speak %s', async (version) => {
    const spoken = await new Promise<string>((done) => {
      const options = { host: addresses[0], port, ca: authority, servername: nameOf(0), minVersion: version, maxVersion: version }
      const socket = connect({ ...options, ciphers: 'DEFAULT@SECLEVEL=0' }, () => done(socket.getProtocol() ?? ''))
      socket.on('error', () => done('none'))
    })
    expect(spoken).toBe('none')
  })

  test('go back to plain HTTP without a lost request', async () => {
    const wrong = await during(async () => {
      await reload((unit) => Object.assign(unit, { answers: 'both' }))
      await reload((unit) => Object.assign(unit, { calls: 'http' }))
      scheme = 'http'
      await sleep(1000)
      await reload((unit) => Object.assign(unit, { answers: 'http' }))
    })
    expect(wrong).toEqual([])
    expect(await ask({ scheme: 'https', id: 0 })).not.toBe('200')
  })
})
