// The building block: where certificates come from, and which files there are.
import { active, type Result, run, type State } from '@charm-layers/charm-testing'
import { describe, expect, test, vi } from 'vitest'
import { between, callable, charm, leaf, name, now, options, related, root, told } from './greeter.ts'
import { base64, issue, makeAuthority } from './pki.ts'

const textOf = ({ files }: Result, path: string): string | undefined => files[path]?.content

const filesOf = ({ files }: State | Result): readonly string[] =>
  Object.keys(files ?? {}).filter((path) => path.startsWith('/etc/greeter/'))

describe('certificates', () => {
  test('come from options, in files that their reader alone can read', async () => {
    const out = await run(charm, 'config-changed', { now, config: options() })
    expect(out.status).toEqual(active())
    expect(textOf(out, '/etc/greeter/cert.pem')).toBe(leaf.certificate + between.certificate)
    expect(out.files['/etc/greeter/key.pem']).toMatchObject({ content: leaf.key, mode: 0o600 })
    expect(textOf(out, '/etc/greeter/ca.pem')).toBe(root.certificate)
    expect(out.files['/etc/greeter/tls/0.pem']).toMatchObject({
      content: leaf.certificate + between.certificate + leaf.key,
      mode: 0o640,
      group: 'greeter',
    })
  })

  test('come from the relation, once the answer for this unit is there', async () => {
    const asked = await run(charm, 'certificates-relation-joined', { now, ...related({}) })
    expect(asked.status).toEqual({ name: 'waiting', message: "'certificates' incomplete: ca greeter_0.processed_requests" })
    expect(asked.relations[0]?.localUnitData).toMatchObject({
      unit_name: 'greeter_0',
      cert_requests: `{"${name}": {"sans": ["10.0.0.10"]}}`,
    })
    const out = await run(charm, 'certificates-relation-changed', { now, ...related(told()) })
    expect(out.status).toEqual(active())
    expect(textOf(out, '/etc/greeter/cert.pem')).toBe(leaf.certificate + between.certificate)
  })

  test('of options win over those of the relation, which then is asked for its authority alone', async () => {
    const out = await run(charm, 'config-changed', { now, config: options(), ...related({ ca: issue(undefined, ['Other']).certificate }) })
    expect(out.status).toEqual(active())
    expect(out.relations[0]?.localUnitData).toMatchObject({ unit_name: 'greeter_0' })
    expect(out.relations[0]?.localUnitData).not.toHaveProperty('cert_requests')
    expect(textOf(out, '/etc/greeter/key.pem')).toBe(leaf.key)
    expect(textOf(out, '/etc/greeter/ca.pem')?.match(/BEGIN/g)).toHaveLength(2)
  })

  test('go without a file', async () => {
    const before = await run(charm, 'config-changed', { now, config: options() })
    expect(filesOf(before)).toHaveLength(4)
    const out = await run(charm, 'config-changed', { ...before, config: {} })
    expect([out.status, filesOf(out)]).toEqual([active(), []])
  })

  test('are written anew when they change, and nothing is written when they do not', async () => {
    const before = await run(charm, 'config-changed', { now, config: options() })
    const next = issue(root, [name])
    const changed = options({ ssl_cert: base64(next.certificate), ssl_key: base64(next.key) })
    const out = await run(charm, 'config-changed', { ...before, config: changed })
    expect(textOf(out, '/etc/greeter/tls/0.pem')).toBe(next.certificate + next.key)
    expect((await run(charm, 'update-status', out)).changes).toEqual([])
  })

  test('are taken with the line ends of other systems, with long lines, and with words around them', async () => {
    const crlf = (text: string): string => text.replaceAll('\n', '\r\n')
    const wrapped = (text: string): string => (text.match(/.{1,76}/g) ?? []).join('\r\n')
    const inOneLine = (text: string): string => text.replace(/(?<![- ])\n(?!-)/g, '')
    const odd = {
      ssl_cert: wrapped(base64(`Certificate:\n  Version: 3\n${crlf(leaf.certificate)}Bag Attributes\r\n${inOneLine(between.certificate)}`)),
      ssl_key: base64(crlf(leaf.key)),
      ssl_ca: base64(root.certificate.replaceAll('\n', '\r')),
    }
    const out = await run(charm, 'config-changed', { now, config: odd })
    const plain = await run(charm, 'config-changed', { now, config: options() })
    expect([out.status, out.files]).toEqual([active(), plain.files])
  })

  test('show the authorities between themselves and the root, also when the operator has given these as ssl_ca', async () => {
    const given = options({ ssl_cert: base64(leaf.certificate), ssl_ca: base64(root.certificate + between.certificate) })
    const out = await run(charm, 'config-changed', { now, config: given })
    expect([out.status, textOf(out, '/etc/greeter/cert.pem')]).toEqual([active(), leaf.certificate + between.certificate])
    const whole = options({ ssl_cert: base64(leaf.certificate + between.certificate + root.certificate) })
    expect(textOf(await run(charm, 'config-changed', { now, config: whole }), '/etc/greeter/cert.pem')).toBe(
      leaf.certificate + between.certificate,
    )
  })
})

test('certificates that have not changed are not looked at again', async () => {
  const before = await run(charm, 'config-changed', { now, config: options() })
  const loads = vi.spyOn(process, 'getBuiltinModule')
  await run(charm, 'update-status', before)
  expect(loads).not.toHaveBeenCalled()
  await run(charm, 'config-changed', {
    ...before,
    config: options({ ssl_key: base64(`${leaf.key}\n`), ssl_ca: base64(between.certificate) }),
  })
  expect(loads).toHaveBeenCalled()
  loads.mockRestore()
})

test('a certificate of an authority that every machine trusts needs no ssl_ca', async () => {
  const load = process.getBuiltinModule.bind(process)
  const publicly = vi
    .spyOn(process, 'getBuiltinModule')
    .mockImplementation((id: string) => (id === 'node:tls' ? { rootCertificates: ['no certificate', root.certificate] } : load(id)))
  for (const chain of [between.certificate, between.certificate + root.certificate]) {
    const out = await run(charm, 'config-changed', { now, config: options({ ssl_cert: base64(leaf.certificate + chain), ssl_ca: '' }) })
    expect([out.status, textOf(out, '/etc/greeter/cert.pem')]).toEqual([active(), leaf.certificate + between.certificate])
    expect(filesOf(out)).not.toContain('/etc/greeter/ca.pem')
    expect((await run(charm, 'update-status', out)).changes).toEqual([])
  }
  publicly.mockRestore()
})

test('a provider without a unit takes nothing away, one that is not related any more takes all', async () => {
  const before = await run(charm, 'certificates-relation-changed', { now, ...related(told()) })
  const [relation] = related({}).relations ?? []
  const empty = await run(charm, 'update-status', { ...before, relations: relation ? [{ ...relation, remoteUnits: {} }] : [] })
  expect(empty.status).toEqual({ name: 'waiting', message: "'certificates' incomplete: no unit answers" })
  expect(empty.files).toEqual(before.files)
  const out = await run(charm, 'certificates-relation-broken', { ...empty })
  expect([out.status, filesOf(out)]).toEqual([active(), []])
})

test.each<[string, readonly string[], string]>([
  ['its common name', [name, 'other.example.com'], name],
  ['the first host that it is for, where its common name is none', ['*.example.com', '10.0.0.10', name], '10.0.0.10'],
  ['a wildcard that it is for, where there is nothing else', ['*.example.com'], '*.example.com'],
])('an operator’s certificate is named after %s', async (_, names, expected) => {
  const pair = issue(root, names)
  const set = { ssl_cert: base64(pair.certificate), ssl_key: base64(pair.key), ssl_ca: base64(root.certificate) }
  const out = await run(callable(['a.example.com'].filter(() => expected.startsWith('*'))), 'config-changed', {
    now: now + 380 * 86_400_000,
    config: set,
  })
  expect(out.status.message).toContain(`the certificate of ${expected} ends on`)
})

test('a certificate that lacks an address which clients call is waited for, and the files stay', async () => {
  const before = await run(charm, 'certificates-relation-changed', { now, ...related(told()) })
  const wider = callable([name, '10.0.0.77'])
  const out = await run(wider, 'config-changed', before)
  expect(out.status).toEqual({ name: 'waiting', message: "'certificates' incomplete: a certificate for 10.0.0.77" })
  expect(out.files).toEqual(before.files)
})

describe('the private key in a secret', () => {
  const id = 'secret:cq9r1kvmp25c77u0a1b0'
  const config = options({ ssl_key: id })

  test.for([leaf.key, base64(leaf.key)])('is read as the text of a file and as base64', async (text) => {
    const out = await run(charm, 'config-changed', { now, config, secrets: { [id]: { 'ssl-key': text } } })
    expect([out.status, textOf(out, '/etc/greeter/key.pem')]).toEqual([active(), leaf.key])
  })

  test('is followed, and until the certificate follows too both stay as they are', async () => {
    const before = await run(charm, 'config-changed', { now, config, secrets: { [id]: { 'ssl-key': leaf.key } } })
    const next = issue(root, [name])
    const between = await run(charm, 'secret-changed', { ...before, secrets: { [id]: { 'ssl-key': next.key } } })
    expect(between.status).toEqual({ name: 'blocked', message: "option 'ssl_key' does not belong to the certificate" })
    expect(between.files).toEqual(before.files)
    const out = await run(charm, 'config-changed', { ...between, config: { ...config, ssl_cert: base64(next.certificate) } })
    expect([out.status, textOf(out, '/etc/greeter/tls/0.pem')]).toEqual([active(), next.certificate + next.key])
  })
})

test('a root that was renewed takes the place of the one that has ended, whichever stands first', async () => {
  const old = makeAuthority('Renewed Root', { days: 10 })
  const renewed = makeAuthority('Renewed Root', { use: old.key })
  const pair = issue(old, [name])
  for (const roots of [old.certificate + renewed.certificate, renewed.certificate + old.certificate]) {
    const set = { ssl_cert: base64(pair.certificate), ssl_key: base64(pair.key), ssl_ca: base64(roots) }
    expect((await run(charm, 'config-changed', { now: now + 20 * 86_400_000, config: set })).status).toEqual(active())
  }
})

test('a certificate that was made by a clock ahead of this machine is taken', async () => {
  const made = now - 60_000
  expect((await run(charm, 'config-changed', { now: made - 30_000, config: options() })).status).toEqual(active())
  expect((await run(charm, 'config-changed', { now: made - 90_000, config: options() })).status.name).toBe('blocked')
})

describe('a certificate that ends', () => {
  const until = (days: number): number => now + (397 - days) * 86_400_000

  test.for([31, 29, 1])('is told of in the last thirty days: %i', async (days) => {
    const before = await run(charm, 'config-changed', { now, config: options() })
    const out = await run(charm, 'update-status', { ...before, now: until(days) })
    const on = new Date(now - 60_000 + 397 * 86_400_000).toISOString().slice(0, 10)
    expect(out.status).toEqual(days > 30 ? active() : active(`Unit is ready, the certificate of ${name} ends on ${on}`))
  })

  test('has ended: what runs goes on with it, and the status says so', async () => {
    const before = await run(charm, 'config-changed', { now, config: options() })
    const out = await run(charm, 'update-status', { ...before, now: until(-1) })
    expect(out.status.message).toMatch(/^option 'ssl_cert' has expired: 'api.example.com' ended on \d{4}-\d\d-\d\d$/)
    expect([out.status.name, out.files]).toEqual(['blocked', before.files])
  })
})
