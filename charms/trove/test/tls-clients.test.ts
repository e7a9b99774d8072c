// Trove as a client that speaks TLS: to its database, its broker, and the broker of its instances.
import { active, blocked, type Relation, type Result, run, type State } from '@charm-layers/charm-testing'
import { relationForRequirer as broker } from '@charm-layers/interface-amqp/testing'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { base64, issue, makeAuthority, makeKey, openssl, type Pair } from '../../../packages/openstack-base/test/tls/pki.ts'
import { answering, charm, deployed as deployedAt, machine, relations, type Schema, type Series, settle, text } from './trove.ts'

const conf = '/etc/trove/trove.conf'
const guestConf = '/etc/trove/trove-guestagent.conf'
const units = ['trove-api', 'trove-taskmanager', 'trove-conductor']

// openssl begins a certificate no earlier than now.
const now = Date.now() + 60_000
const deployed = (series: Series = 'bookworm') => deployedAt(series, { now })

let [root, next]: Pair[] = []
let leaf: Pair
const given = (pair: Pair | undefined): Pair => {
  if (pair === undefined) throw new Error('made before the tests')
  return pair
}
beforeAll(() => {
  ;[root, next] = [makeAuthority('Root'), makeAuthority('Next root')]
  leaf = issue(root, ['client'])
})

type Bag = Readonly<Record<string, string>>
const withoutEmpty = (bag: Bag): Bag => Object.fromEntries(Object.entries(bag).filter(([, value]) => value !== ''))
/** The relations, with what the other side of one says in addition, or says no more. */
const saying = (all: readonly Relation[], endpoint: string, more: Bag): Relation[] =>
  all.map((one) =>
    one.endpoint === endpoint
      ? {
          ...one,
          remoteUnits: Object.fromEntries(
            Object.entries(one.remoteUnits ?? {}).map(([unit, bag]) => [unit, withoutEmpty({ ...bag, ...more })]),
          ),
        }
      : one,
  )
const hearing = (before: State, endpoint: string, more: Bag) =>
  run(charm, `${endpoint}-relation-changed`, { ...before, relations: saying(before.relations ?? [], endpoint, more) })
const tlsBroker = (ca: Pair | undefined): Bag => ({ ssl_port: '5671', ssl_ca: ca === undefined ? '' : base64(ca.certificate) })
const noTls: Bag = { ssl_port: '', ssl_ca: '', ssl_cert: '', ssl_key: '' }
const connection = (out: Result) => /^connection = (.*)$/m.exec(text(out, conf))?.[1] ?? ''
const access = (out: Result, path: string) => {
  const { mode, owner, group } = out.files[path] ?? {}
  return `${mode?.toString(8)} ${owner}:${group}`
}
/** A section of a file. */
const section = (written: string, heading: string) => written.split(/\n(?=\[)/).find((one) => one.startsWith(`[${heading}]`)) ?? ''

describe('a database that gives its authority', () => {
  test('is verified by it, and its services are restarted once', async () => {
    const out = await hearing(await deployed(), 'shared-db', { ssl_ca: base64(given(root).certificate) })
    expect(text(out, '/etc/trove/shared-db-ca.pem')).toBe(given(root).certificate)
    expect(access(out, '/etc/trove/shared-db-ca.pem')).toBe('640 root:trove')
    expect(connection(out)).toMatch(/\/trove\?ssl_ca=\/etc\/trove\/shared-db-ca\.pem$/)
    expect(out.restarted).toEqual(units)
    expect(out.status).toEqual(active('Unit is ready'))
    expect((await run(charm, 'update-status', out)).changes).toEqual([])
  })

  test('with a certificate for this client: all three files are named', async () => {
    const keys = { ssl_ca: base64(given(root).certificate), ssl_cert: base64(leaf.certificate), ssl_key: base64(leaf.key) }
    const out = await hearing(await deployed(), 'shared-db', keys)
    const [ca, cert, key] = ['ca', 'cert', 'key'].map((one) => `/etc/trove/shared-db-${one}.pem`)
    expect(connection(out)).toMatch(new RegExp(`\\?ssl_ca=${ca}&ssl_cert=${cert}&ssl_key=${key}$`))
    expect([text(out, String(cert)), text(out, String(key))]).toEqual([leaf.certificate, leaf.key])
    expect(access(out, String(key))).toBe('640 root:trove')
    const bare = await hearing(out, 'shared-db', { ssl_cert: '', ssl_key: '' })
    expect([bare.files[String(cert)], bare.files[String(key)]]).toEqual([undefined, undefined])
    expect(bare.files[String(ca)]).toEqual(out.files[String(ca)])
  })

  test.each(['127.0.0.1', '::1'])('behind a router on this machine (%s) is verified, but not by that name', async (host) => {
    const out = await hearing(await deployed(), 'shared-db', { db_host: host, ssl_ca: base64(given(root).certificate) })
    expect(connection(out)).toMatch(/\?ssl_ca=\/etc\/trove\/shared-db-ca\.pem&ssl_check_hostname=false$/)
  })

  test('is looked at over TLS too, and no certificate is in an argument', async () => {
    const said: string[] = []
    const schema: Schema = { tables: [] }
    const answer = answering(schema)
    const commands = (command: Parameters<typeof answer>[0]) => {
      if (command.argv.join(' ').includes('processlist')) said.push(String(typeof command.stdin === 'object' ? command.stdin.reveal() : ''))
      return answer(command)
    }
    const tls = saying(relations(), 'shared-db', { ssl_ca: base64(given(root).certificate) })
    const out = await settle({ ...machine('bookworm'), now, relations: tls, commands })
    expect(out.status).toEqual(active('Unit is ready'))
    expect(schema.migrated).toBe(1)
    expect(said.length).toBeGreaterThan(0)
    for (const one of said) expect(JSON.parse(one)).toMatchObject({ tls: { ca: given(root).certificate, verifies_host: true } })
    expect(out.ran.flatMap(({ argv }) => argv).join(' ')).not.toContain('BEGIN')
  })
})

describe('a broker that speaks TLS', () => {
  test.each(['jammy', 'bookworm', 'noble'] as const)('is verified by its authority, in both files (%s)', async (series) => {
    const out = await hearing(await deployed(series), 'amqp', tlsBroker(root))
    for (const path of [conf, guestConf]) {
      expect(section(text(out, path), 'oslo_messaging_rabbit')).toMatch(/\nssl = true\nssl_ca_file = \/etc\/trove\/amqp-ca\.pem\n/)
      expect(text(out, path)).toMatch(/\ntransport_url = rabbit:\/\/trove:[^@]*@10\.5\.1\.31:5671\/trove\n/)
    }
    expect(text(out, '/etc/trove/amqp-ca.pem')).toBe(given(root).certificate)
    expect(out.status).toEqual(active('Unit is ready'))
    expect((await run(charm, 'update-status', out)).changes).toEqual([])
  })

  test('without an authority is verified by those of the machine', async () => {
    const out = await hearing(await deployed(), 'amqp', tlsBroker(undefined))
    expect(text(out, conf)).toContain('\nssl_ca_file = /etc/ssl/certs/ca-certificates.crt\n')
    expect(Object.keys(out.files).filter((path) => /pem|cloudinit/.test(path))).toEqual([])
  })

  test('gets another authority without a restart, since each connection reads the file', async () => {
    const before = await hearing(await deployed(), 'amqp', tlsBroker(root))
    const both = { ssl_ca: base64(given(root).certificate + given(next).certificate) }
    const overlap = await hearing(before, 'amqp', both)
    expect(text(overlap, '/etc/trove/amqp-ca.pem')).toBe(given(root).certificate + given(next).certificate)
    const after = await hearing(overlap, 'amqp', tlsBroker(next))
    expect([...overlap.restarted, ...after.restarted]).toEqual([])
    expect(Object.values(after.files).filter(({ content }) => content.includes(given(root).certificate.slice(100, 160)))).toEqual([])
  })
})

test.each([
  ['shared-db', () => ({ ssl_ca: base64(given(root).certificate), ssl_cert: base64(leaf.certificate), ssl_key: base64(leaf.key) })],
  ['amqp', () => tlsBroker(root)],
])('when TLS on %s goes, nothing of it stays', async (endpoint, keys) => {
  const before = await deployed()
  const out = await hearing(await hearing(before, endpoint, keys()), endpoint, noTls)
  const contents = ({ files }: Result) => Object.fromEntries(Object.entries(files).map(([path, { content }]) => [path, content]))
  expect(contents(out)).toEqual(contents(before))
  expect(out.status).toEqual(active('Unit is ready'))
  expect((await run(charm, 'update-status', out)).changes).toEqual([])
})

describe('what cannot be an authority', () => {
  const cases: readonly (readonly [string, () => { readonly value: string; readonly later?: number }, RegExp])[] = [
    ['no base64', () => ({ value: '%%%' }), /is not base64 text$/],
    ['no PEM', () => ({ value: base64('hello') }), /holds no certificate in PEM$/],
    [
      'empty PEM',
      () => ({ value: base64('-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n') }),
      /holds a certificate that cannot be read$/,
    ],
    [
      'a part of one',
      () => ({ value: base64(given(root).certificate.replace(/\n[^\n]{64}\n/, '\n')) }),
      /holds a certificate that cannot be read$/,
    ],
    ['one that does not end', () => ({ value: base64(given(root).certificate.slice(0, 300)) }), /holds a certificate that cannot be read$/],
    ['a key', () => ({ value: base64(makeKey()) }), /holds a private key, which nobody else should have$/],
    ['one with its key', () => ({ value: base64(given(root).certificate + given(root).key) }), /holds a private key/],
    [
      'a request',
      () => ({ value: base64(openssl(['req', '-new', '-key', 'key', '-subj', '/CN=x'], { key: makeKey() })) }),
      /holds no certificate in PEM$/,
    ],
    [
      'a short key',
      () => ({
        value: base64(makeAuthority('Short', { kind: ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:1024'] }).certificate),
      }),
      /has a key of 1024 bits, which no client takes: 'Short'$/,
    ],
    [
      'one that has ended',
      () => ({ value: base64(makeAuthority('Old', { days: 1 }).certificate), later: 3 * 86_400_000 }),
      /has expired on \d{4}-\d\d-\d\d$/,
    ],
    ['one that is to come', () => ({ value: base64(given(root).certificate), later: -86_400_000 }), /is not valid before \d{4}-/],
  ]

  test('it may be of a machine whose clock is half a minute ahead', async () => {
    const { certificate } = makeAuthority('Ahead')
    const out = await hearing({ ...(await deployed()), now: Date.now() - 30_000 }, 'amqp', tlsBroker({ ...given(root), certificate }))
    expect(text(out, '/etc/trove/amqp-ca.pem')).toBe(certificate)
  })

  test.each(cases.flatMap((one) => (['shared-db', 'amqp'] as const).map((endpoint) => [endpoint, ...one] as const)))(
    'on %s: %s',
    async (endpoint, _name, make, why) => {
      const first = endpoint === 'amqp' ? tlsBroker(next) : { ssl_ca: base64(given(next).certificate) }
      const before = await hearing(await deployed(), endpoint, first)
      const { value, later = 0 } = make()
      const out = await hearing({ ...before, now: now + later }, endpoint, { ssl_ca: value })
      expect(out.status.name).toBe('blocked')
      expect(out.status.message).toMatch(new RegExp(`^'${endpoint}' invalid: ssl_ca: ${why.source}`))
      expect(out.files).toEqual(before.files)
      expect(out.services).toEqual(before.services)
      expect((await hearing({ ...out, now }, endpoint, first)).status).toEqual(active('Unit is ready'))
    },
  )

  test.each([
    ['a key of another certificate', () => ({ ssl_key: base64(makeKey()) }), 'ssl_key: does not belong to ssl_cert'],
    [
      'a key with a passphrase',
      () => ({ ssl_key: base64(openssl(['pkcs8', '-topk8', '-in', 'key', '-passout', 'pass:secret'], { key: leaf.key })) }),
      'ssl_key: has a passphrase, which no service could ask for',
    ],
    ['no key', () => ({ ssl_key: base64('hello') }), 'ssl_key: holds no private key in PEM'],
    ['no certificate', () => ({ ssl_cert: base64('hello') }), 'ssl_cert: holds no certificate in PEM that can be read'],
  ])('for this client: %s', async (_name, make, why) => {
    const before = await deployed()
    const keys = { ssl_ca: base64(given(root).certificate), ssl_cert: base64(leaf.certificate), ssl_key: base64(leaf.key), ...make() }
    const out = await hearing(before, 'shared-db', keys)
    expect(out.status).toEqual(blocked(`'shared-db' invalid: ${why}`))
    expect(out.files).toEqual(before.files)
  })

  test.each([
    ['line ends of Windows', (pem: string) => pem.replaceAll('\n', '\r\n')],
    ['words before it', (pem: string) => `Certificate:\n    Data:\n        Version: 3\n${pem}`],
    ['no line end', (pem: string) => pem.trimEnd()],
  ])('but one with %s can', async (_name, change) => {
    const out = await hearing(await deployed(), 'amqp', { ...tlsBroker(root), ssl_ca: base64(change(given(root).certificate)) })
    expect(text(out, '/etc/trove/amqp-ca.pem')).toBe(given(root).certificate)
  })
})

test('an authority that was looked at is not looked at again until it ends', async () => {
  const before = await hearing(await deployed(), 'amqp', tlsBroker(root))
  const loads = vi.spyOn(process, 'getBuiltinModule')
  try {
    const out = await run(charm, 'update-status', before)
    expect([out.changes, loads.mock.calls]).toEqual([[], []])
    const late = await run(charm, 'update-status', { ...out, now: now + 20 * 365 * 86_400_000 })
    expect(late.status.message).toMatch(/^'amqp' invalid: ssl_ca: has expired on \d{4}/)
    expect(late.files).toEqual(out.files)
  } finally {
    loads.mockRestore()
  }
})

describe('an instance', () => {
  test('gets the authority of the broker by its user data, whose text Trove may append to, or join', async () => {
    const before = await hearing(await deployed(), 'amqp', tlsBroker(root))
    expect(text(before, conf)).toContain('\ncloudinit_location = /etc/trove\n')
    const [written, ...others] = ['mysql', 'mariadb', 'postgresql'].map((manager) => text(before, `/etc/trove/${manager}.cloudinit`))
    expect(others).toEqual([written, written])
    expect(written).toMatch(/^#cloud-config\n/)
    expect(written).not.toMatch(/^write_files:/m)
    const [, commands = ''] = /^bootcmd: (.*)\n$/m.exec(written ?? '') ?? []
    const [[, , program = ''] = []] = JSON.parse(commands) as string[][]
    const [, encoded = ''] = /echo (\S+) \| base64 -d > \/etc\/trove\/amqp-ca\.pem/.exec(program) ?? []
    expect(Buffer.from(encoded, 'base64').toString()).toBe(given(root).certificate)
    expect(access(before, '/etc/trove/mysql.cloudinit')).toBe('640 root:trove')
    expect(before.restarted).toEqual(units)
  })

  const trusted = (written: string) => {
    const [, given_ = '{}'] = /^ca_certs: (.*)$/m.exec(written) ?? []
    return (JSON.parse(given_) as { readonly trusted?: readonly string[] }).trusted?.map((pem) => `${pem}\n`)
  }

  test('gets the authorities of keystone and all other services, each by itself', async () => {
    const before = await deployed()
    const both = given(root).certificate + given(next).certificate
    const out = await run(charm, 'config-changed', { ...before, config: { ssl_ca: base64(both) } })
    expect(out.status).toEqual(active('Unit is ready'))
    expect(text(out, conf)).toContain('\ncloudinit_location = /etc/trove\n')
    const written = text(out, '/etc/trove/mysql.cloudinit')
    expect(trusted(written)).toEqual([given(root).certificate, given(next).certificate])
    expect(written).not.toContain('bootcmd')
    const broker_ = await hearing(out, 'amqp', tlsBroker(root))
    expect(text(broker_, '/etc/trove/mysql.cloudinit')).toMatch(/^ca_certs: .*\nbootcmd: /m)
    const one = await run(charm, 'config-changed', { ...out, config: { ssl_ca: base64(given(next).certificate) } })
    expect(trusted(text(one, '/etc/trove/mysql.cloudinit'))).toEqual([given(next).certificate])
    const none = await run(charm, 'config-changed', { ...one, config: {} })
    expect(none.files['/etc/trove/mysql.cloudinit']).toBeUndefined()
    expect(text(none, conf)).toBe(text(before, conf))
  })

  test('gets what it did while something is wrong with new ones', async () => {
    const before = await run(charm, 'config-changed', { ...(await deployed()), config: { ssl_ca: base64(given(root).certificate) } })
    const out = await run(charm, 'config-changed', { ...before, config: { ssl_ca: '%%%' } })
    expect(out.status.name).toBe('blocked')
    expect(out.files).toEqual(before.files)
    expect(out.services).toEqual(before.services)
  })

  test('of a broker in plain gets no user data, and an operator may have some', async () => {
    const out = await deployed()
    expect(text(out, conf)).not.toContain('cloudinit_location')
  })
})

describe('a broker for instances', () => {
  const password = 'Gm4wT9kQz2Lp'
  const guestBroker = (tls?: { readonly port: number; readonly ca?: string }) =>
    broker('amqp-guest', { id: 14, remoteApp: 'rabbitmq-guest', addresses: ['10.8.0.5'], password, ...(tls === undefined ? {} : { tls }) })
  const related = (before: State, relation = guestBroker()) =>
    run(charm, 'amqp-guest-relation-changed', { ...before, relations: [...(before.relations ?? []), relation] })
  const asked = ({ relations: all }: Result, endpoint: string) => {
    const { username, vhost } = all.find((one) => one.endpoint === endpoint)?.localUnitData ?? {}
    return `${username}@${vhost}`
  }

  test("has all of Trove's RPC, and the other one the notifications", async () => {
    const out = await related(await deployed())
    expect([asked(out, 'amqp'), asked(out, 'amqp-guest')]).toEqual(['trove@trove', 'trove-guest@trove-guest'])
    const url = `rabbit://trove-guest:${password}@10.8.0.5:5672/trove-guest`
    const urls = (written: string) => [...written.matchAll(/^transport_url = (.*)$/gm)].map(([, one]) => one)
    expect(urls(text(out, guestConf))).toEqual([url])
    expect(urls(text(out, conf))).toEqual([url, 'rabbit://trove:k3VbT9x7Qd@10.5.1.31:5672/trove?ssl=false'])
    expect(section(text(out, conf), 'oslo_messaging_notifications')).toContain('transport_url')
    expect(out.restarted).toEqual(units)
    expect(out.status).toEqual(active('Unit is ready'))
    expect((await run(charm, 'update-status', out)).changes).toEqual([])
  })

  test('speaks TLS or not, whatever the other one does', async () => {
    const ca = given(root).certificate
    const tls = await related(await deployed(), guestBroker({ port: 5671, ca }))
    expect(text(tls, '/etc/trove/amqp-guest-ca.pem')).toBe(ca)
    expect(text(tls, guestConf)).toMatch(/\nssl = true\nssl_ca_file = \/etc\/trove\/amqp-guest-ca\.pem\n/)
    expect(text(tls, conf)).toContain('@10.5.1.31:5672/trove?ssl=false\n')
    expect(text(tls, '/etc/trove/mysql.cloudinit')).toContain('> /etc/trove/amqp-guest-ca.pem;')
    const both = await hearing(tls, 'amqp', tlsBroker(next))
    expect(text(both, conf)).toContain('@10.5.1.31:5671/trove?ssl=true&ssl_ca_file=/etc/trove/amqp-ca.pem\n')
    expect(text(both, guestConf)).toBe(text(tls, guestConf))
    const other = await hearing(await related(await deployed()), 'amqp', tlsBroker(next))
    expect(section(text(other, conf), 'oslo_messaging_rabbit')).not.toContain('ssl')
    expect(other.files['/etc/trove/mysql.cloudinit']).toBeUndefined()
  })

  test('keeps every other login out of what instances get', async () => {
    const out = await hearing(await related(await deployed()), 'amqp', tlsBroker(root))
    const [identity] = out.relations.flatMap((one) => (one.endpoint === 'identity-service' ? Object.values(one.remoteUnits ?? {}) : []))
    const secrets = ['k3VbT9x7Qd', identity?.service_password ?? '', 'Hc2Qm8vNpT5wXz7R']
    expect(secrets.every((one) => one !== '' && text(out, conf).includes(one))).toBe(true)
    for (const path of [guestConf, ...Object.keys(out.files).filter((one) => one.endsWith('.cloudinit'))])
      for (const one of secrets) expect(text(out, path)).not.toContain(one)
    expect(text(out, guestConf)).not.toMatch(/^(?:username|password) /m)
  })

  test('that has not answered yet stops nothing, and says so', async () => {
    const before = await deployed()
    const silent = broker('amqp-guest', { id: 14, remoteApp: 'rabbitmq-guest', response: false })
    const out = await related(before, silent)
    expect(out.status.message).toMatch(/^'amqp-guest' incomplete: /)
    expect(out.files).toEqual(before.files)
    expect(out.services).toEqual(before.services)
  })

  test('that goes leaves nothing', async () => {
    const before = await deployed()
    const there = await related(before, guestBroker({ port: 5671, ca: given(root).certificate }))
    const out = await run(charm, 'amqp-relation-changed', {
      ...there,
      relations: there.relations.filter((one) => one.endpoint !== 'amqp-guest'),
    })
    const contents = ({ files }: Result) => Object.fromEntries(Object.entries(files).map(([path, { content }]) => [path, content]))
    expect(contents(out)).toEqual(contents(before))
  })
})

test('keystone and all other services are verified by the authorities of the machine', async () => {
  const out = await deployed()
  expect(section(text(out, conf), 'keystone_authtoken')).toContain('\ncafile = /etc/ssl/certs/ca-certificates.crt\n')
})
