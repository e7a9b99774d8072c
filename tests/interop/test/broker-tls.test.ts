// A broker by TLS, as oslo.messaging connects with the file that the charm writes: whom it believes, for each of the two transports.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createPlainServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer } from 'node:tls'
import { relationForRequirer } from '@charm-layers/interface-amqp/testing'
import { configFile, defineOpenStackCharm, messaging } from '@charm-layers/openstack-base'
import { machine, settle, text } from '@charm-layers/openstack-base/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { issue, makeAuthority, type Pair } from '../../../packages/openstack-base/test/tls/pki.ts'
import { skipOutsideCi } from '../../../tools/skip.ts'
import { installed, type Python, SIDES, startPython, whyNoPython } from '../python.ts'

const charm = defineOpenStackCharm({
  name: 'web',
  summary: 'Serves',
  user: 'web',
  release: { package: 'web', versions: { 1: 'zed' } },
  packages: ['web'],
  services: { api: { unit: 'web' } },
  features: [messaging({ user: 'web', guests: true })],
  files: [
    configFile(
      '/etc/web/web.conf',
      ({ messaging: broker, sections }) => {
        const url: unknown = Reflect.get(Object(broker), 'notifications_url')
        const lines = ['[DEFAULT]', `transport_url = ${Reflect.get(Object(broker), 'transport_url')}`]
        const others = [Reflect.get(Object(sections), 'oslo_messaging_rabbit'), '[oslo_messaging_notifications]']
        return [...lines, ...others, ...(typeof url === 'string' ? [`transport_url = ${url}`] : []), ''].join('\n')
      },
      { format: 'oslo.config' },
    ),
  ],
})

type Endpoint = 'amqp' | 'amqp-guest'
interface Told {
  /** The authority that the broker gives; none when it gives the empty text; undefined when it speaks no TLS. */
  readonly ca?: string
}

const portOf = (server: Server): number => {
  const address = server.address()
  return typeof address === 'object' ? (address?.port ?? 0) : 0
}

describe.each(['zed', 'newest'])('oslo.messaging (%s)', { ...skipOutsideCi(whyNoPython), timeout: 120_000 }, (libraries) => {
  /** What brokers have seen, in order. */
  const seen: string[] = []
  const folder = mkdtempSync(join(tmpdir(), 'broker-tls-'))
  let [root, other]: Pair[] = []
  let [encrypted, plain]: Server[] = []
  let python: Python | undefined
  const given = <Made>(made: Made | undefined): Made => {
    if (made === undefined) throw new Error('made before the tests')
    return made
  }

  beforeAll(async () => {
    if (whyNoPython !== undefined) return
    ;[root, other] = [makeAuthority('Root'), makeAuthority('Other')]
    const { certificate: cert, key } = issue(root, ['127.0.0.1'])
    encrypted = createServer({ cert, key }, (socket) => {
      socket.on('error', () => undefined)
      socket.once('data', (data) => {
        seen.push(`TLS ${data.toString('latin1').slice(0, 4)}`)
        socket.destroy()
      })
    })
    plain = createPlainServer((socket) => {
      socket.on('error', () => undefined)
      socket.once('data', (data) => {
        seen.push(`plain ${data.toString('latin1').slice(0, 4)}`)
        socket.destroy()
      })
    })
    for (const server of [encrypted, plain]) await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
    python = startPython(SIDES.messaging, installed(`messaging/${libraries}.txt`))
  }, 300_000)
  afterAll(() => {
    encrypted?.close()
    plain?.close()
    python?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  /** Deploys the charm with such brokers, and lets it open a connection for a transport. Gives what a broker has seen, and the error of the client. */
  async function connect(transport: 'rpc' | 'notifications', brokers: Readonly<Partial<Record<Endpoint, Told>>>) {
    const relations = Object.entries(brokers).map(([endpoint, { ca }], index) =>
      relationForRequirer(endpoint, {
        id: index + 3,
        addresses: ['127.0.0.1'],
        ...(ca === undefined ? {} : { tls: { port: portOf(given(encrypted)), ...(ca === '' ? {} : { ca }) } }),
      }),
    )
    const state = machine('bookworm', { web: { version: '1.0-1', services: ['web'] } })
    const out = await settle(charm, { ...state, now: Date.now() + 60_000, relations })
    let written = text(out, '/etc/web/web.conf').replaceAll(':5672', `:${portOf(given(plain))}`)
    for (const path of Object.keys(out.files).filter((one) => one.endsWith('.pem'))) {
      const here = join(folder, path.replaceAll('/', '_'))
      writeFileSync(here, text(out, path))
      written = written.replaceAll(path, here)
    }
    seen.length = 0
    const error = await given(python).call('connect', { text: written, transport })
    return { seen: [...new Set(seen)], error }
  }
  const refused = { seen: [], error: expect.stringMatching(/certificate verify failed/i) }
  const reached = (how: 'TLS' | 'plain') => ({ seen: [`${how} AMQP`], error: expect.any(String) })

  test('speaks TLS to a broker of the authority that it gives', async () => {
    expect(await connect('rpc', { amqp: { ca: given(root).certificate } })).toEqual(reached('TLS'))
    expect(await connect('notifications', { amqp: { ca: given(root).certificate } })).toEqual(reached('TLS'))
  })

  test('while authorities overlap, too', async () => {
    expect(await connect('rpc', { amqp: { ca: given(other).certificate + given(root).certificate } })).toEqual(reached('TLS'))
  })

  test('says nothing to a broker of another authority, nor to one that no authority of the machine knows', async () => {
    expect(await connect('rpc', { amqp: { ca: given(other).certificate } })).toEqual(refused)
    expect(await connect('rpc', { amqp: { ca: '' } })).toEqual(refused)
  })

  test('speaks plain to a broker in plain', async () => {
    expect(await connect('rpc', { amqp: {} })).toEqual(reached('plain'))
  })

  test('of two brokers speaks to each as that one wants', async () => {
    const first = { amqp: {}, 'amqp-guest': { ca: given(root).certificate } }
    expect(await connect('rpc', first)).toEqual(reached('TLS'))
    expect(await connect('notifications', first)).toEqual(reached('plain'))
    const second = { amqp: { ca: given(root).certificate }, 'amqp-guest': {} }
    expect(await connect('rpc', second)).toEqual(reached('plain'))
    expect(await connect('notifications', second)).toEqual(reached('TLS'))
  })

  test('verifies the broker of notifications by its own authority', async () => {
    const brokers = { amqp: { ca: given(other).certificate }, 'amqp-guest': { ca: given(root).certificate } }
    expect(await connect('rpc', brokers)).toEqual(reached('TLS'))
    expect(await connect('notifications', brokers)).toEqual(refused)
  })
})
