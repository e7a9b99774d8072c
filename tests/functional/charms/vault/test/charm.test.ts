// The charm with its program in a real Python and a real openssl.
import { spawnSync } from 'node:child_process'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Text } from '@charm-layers/charm'
import type { Command } from '@charm-layers/charm/ports'
import { blocked, type Result, run, type State } from '@charm-layers/charm-testing'
import { relationForProvider } from '@charm-layers/interface-tls-certificates/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { skipFor } from '../../../../../tools/skip.ts'
import vault from '../src/charm.ts'
import { program } from '../src/program.ts'

const lacks = ['openssl', 'python3'].find((name) => spawnSync(name, ['--version']).error !== undefined)
const real = skipFor(lacks === undefined ? undefined : `there is no ${lacks}`)
const text = (of: Text = ''): string => (typeof of === 'string' ? of : of.reveal())

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vault-'))
  writeFileSync(join(folder, 'authority.py'), text(program.content))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A machine on which the program works in a folder of the test. */
const machine: Partial<State> = {
  leader: true,
  commands: ({ argv, stdin }: Command) => {
    const args = [join(folder, 'authority.py'), join(folder, 'state'), ...argv.slice(3)]
    const { status, stdout, stderr } = spawnSync('python3', args, { input: text(stdin), encoding: 'utf8' })
    return { code: status ?? 1, stdout, stderr }
  },
}
const server = [
  { commonName: 'juju-1', sans: ['10.5.7.21', '2001:db8::21'] },
  { commonName: 'trove.example.com', sans: ['10.5.7.20'] },
]
const trove = relationForProvider('certificates', { remoteApp: 'trove', addresses: ['10.5.7.21', '10.5.7.22'], server })
const served = (relation = trove): Promise<Result> => run(vault, 'certificates-relation-changed', { ...machine, relations: [relation] })
const act = (out: State, action: string, params = {}): Promise<Result> => run(vault, { action, params }, out)

const bagOf = (out: State): Readonly<Record<string, string>> =>
  out.relations?.find(({ endpoint }) => endpoint === 'certificates')?.localUnitData ?? {}
type Pairs = Readonly<Record<string, { readonly cert: string; readonly key: string }>>
const pairsOf = (out: State, unit: string, kind = 'processed_requests'): Pairs => JSON.parse(bagOf(out)[`${unit}.${kind}`] ?? '{}')
const certOf = (out: State, unit = 'trove_0', name = 'trove.example.com'): string => pairsOf(out, unit)[name]?.cert ?? ''
const roots = (out: State): readonly string[] => bagOf(out).ca?.match(/-----BEGIN.*?END CERTIFICATE-----/gs) ?? []

/** Has openssl verify a certificate by one root, with what the charm gives out as chain, as a server certificate of a name. */
function verified(out: State, { unit = 'trove_0', name = 'trove.example.com', root = roots(out)[0] ?? '' } = {}): string {
  for (const [file, content] of Object.entries({ root, chain: bagOf(out).chain ?? '', leaf: certOf(out, unit, name) }))
    writeFileSync(join(folder, file), content)
  const strict = ['-x509_strict', '-purpose', 'sslserver', '-verify_hostname', name]
  const args = [
    'verify',
    ...strict,
    '-no-CApath',
    '-CAfile',
    join(folder, 'root'),
    '-untrusted',
    join(folder, 'chain'),
    join(folder, 'leaf'),
  ]
  const { stdout, stderr } = spawnSync('openssl', args, { encoding: 'utf8' })
  return `${stdout}${stderr}`.trim().split('/').at(-1) ?? ''
}

describe('the authority', { ...real, timeout: 60_000 }, () => {
  test('gives each unit certificates that a strict openssl verifies, with their keys', async () => {
    const out = await served()
    expect(out.status.name).toBe('active')
    for (const unit of ['trove_0', 'trove_1'])
      for (const name of ['juju-1', 'trove.example.com']) {
        const { cert, key } = pairsOf(out, unit)[name] ?? { cert: '', key: '' }
        const parsed = new X509Certificate(cert)
        expect(verified(out, { unit, name })).toBe('leaf: OK')
        expect(parsed.checkPrivateKey(createPrivateKey(key))).toBe(true)
      }
    expect(new X509Certificate(certOf(out, 'trove_1', 'juju-1')).subjectAltName).toBe(
      'IP Address:10.5.7.21, IP Address:2001:DB8:0:0:0:0:0:21, DNS:juju-1',
    )
    expect(new X509Certificate(bagOf(out)['client.cert'] ?? '').subject).toBe('CN=global-client')
  })

  test('keeps certificates of unchanged requests, and makes anew what is asked with other names', async () => {
    const out = await served()
    const again = await run(vault, 'update-status', out)
    expect([again.changes, again.writes]).toEqual([[], []])
    const other = relationForProvider('certificates', {
      remoteApp: 'trove',
      addresses: ['10.5.7.21', '10.5.7.22'],
      server: [{ commonName: 'juju-1', sans: ['10.5.7.99'] }, ...server.slice(1)],
    })
    const [relation] = out.relations.filter(({ endpoint }) => endpoint === 'certificates')
    const changed = await run(vault, 'certificates-relation-changed', {
      ...out,
      relations: [...out.relations.filter((one) => one !== relation), { ...relation, ...other, localUnitData: bagOf(out) }],
    })
    expect(certOf(changed)).toBe(certOf(out))
    expect(new X509Certificate(certOf(changed, 'trove_0', 'juju-1')).subjectAltName).toBe('IP Address:10.5.7.99, DNS:juju-1')
  })

  test('gives all units of an application one certificate, and client certificates their own', async () => {
    const asked = { application_cert_requests: '{"trove": {"sans": ["10.5.7.20"]}}', client_cert_requests: '{"trove-client": {}}' }
    const remoteUnits = Object.fromEntries(Object.entries(trove.remoteUnits).map(([unit, bag]) => [unit, { ...bag, ...asked }]))
    const out = await served({ ...trove, remoteUnits })
    const [first, second] = ['trove_0', 'trove_1'].map((unit) => pairsOf(out, unit, 'processed_application_requests').app_data)
    expect(first?.cert).toContain('BEGIN CERTIFICATE')
    expect(first).toEqual(second)
    const clients = ['trove_0', 'trove_1'].map((unit) => pairsOf(out, unit, 'processed_client_requests')['trove-client']?.cert)
    expect(new Set(clients).size).toBe(2)
  })

  test('keeps its files to root, and its keys out of arguments and logs', async () => {
    const out = await act(await served(), 'rotate-leaf')
    const entries = readdirSync(join(folder, 'state'), { recursive: true, withFileTypes: true })
    expect(entries.filter(({ name }) => name === 'key.pem').length).toBe(7)
    for (const entry of entries) expect(statSync(join(entry.parentPath, entry.name)).mode & 0o077, entry.name).toBe(0)
    const key = pairsOf(out, 'trove_0')['juju-1']?.key.split('\n')[1] ?? ''
    expect(key.length).toBeGreaterThan(40)
    expect(JSON.stringify([out.ran.map(({ argv, env }) => [argv, env]), out.log, out.results, out.statuses])).not.toContain(key)
  })

  test('makes the certificates of one unit anew, or all', async () => {
    const out = await served()
    const one = await act(out, 'rotate-leaf', { unit: 'trove/0' })
    expect(certOf(one)).not.toBe(certOf(out))
    expect(certOf(one, 'trove_1')).toBe(certOf(out, 'trove_1'))
    const all = await act(one, 'rotate-leaf')
    expect(certOf(all, 'trove_1')).not.toBe(certOf(out, 'trove_1'))
    expect(verified(all)).toBe('leaf: OK')
    const again = await run(vault, 'update-status', all)
    expect([again.changes, again.writes]).toEqual([[], []])
    expect((await act(out, 'rotate-leaf', { unit: 'trove/7' })).failed).toContain('no unit trove_7 has asked for certificates')
  })

  test('changes the authority with both given out in between', async () => {
    const out = await served()
    const [former = ''] = roots(out)
    const both = await act(out, 'rotate-ca')
    expect(roots(both)[0]).toBe(former)
    expect([roots(both).length, certOf(both)]).toEqual([2, certOf(out)])
    expect((await act(both, 'rotate-ca')).failed).toContain('run rotate-leaf, then retire-ca')
    expect((await act(both, 'retire-ca')).failed).toContain('run rotate-leaf first')
    expect((await act(both, 'rotate-leaf', { unit: 'trove/0' })).failed).toContain('for all units at once')
    const leaves = await act(both, 'rotate-leaf')
    expect(roots(leaves)).toEqual([...roots(both)].reverse())
    expect(verified(leaves)).toBe('leaf: OK')
    expect(verified(leaves, { root: former })).not.toContain('OK')
    const retired = await act(leaves, 'retire-ca')
    expect(roots(retired)).toEqual([roots(leaves)[0]])
    expect([certOf(retired), verified(retired)]).toEqual([certOf(leaves), 'leaf: OK'])
    expect(readdirSync(join(folder, 'state', 'authorities'))).toEqual(['2'])
    expect((await act(retired, 'retire-ca')).failed).toContain('run rotate-ca first')
  })

  test('lets certificates end soon', async () => {
    const out = await act(await served(), 'expire-soon', { unit: 'trove/0', days: 5 })
    const daysLeft = (unit: string): number => (new X509Certificate(certOf(out, unit)).validToDate.getTime() - Date.now()) / 86_400_000
    expect(Math.round(daysLeft('trove_0'))).toBe(5)
    expect(Math.round(daysLeft('trove_1'))).toBe(365)
  })

  test('goes on from whatever a killed hook has left', async () => {
    mkdirSync(join(folder, 'state', 'new', 'half'), { recursive: true })
    mkdirSync(join(folder, 'state', 'authorities', '1', 'root'), { recursive: true })
    expect(verified(await served())).toBe('leaf: OK')
    expect(readdirSync(join(folder, 'state'))).not.toContain('new')
  })

  test('gives its authority to a client that asks for nothing', async () => {
    const out = await served(relationForProvider('certificates', { remoteApp: 'trove', addresses: ['10.5.7.21'], response: false }))
    expect(roots(out).length).toBe(1)
  })

  test('refuses a name that no certificate can have, and takes nothing away for a request that it cannot read', async () => {
    const long = 'a'.repeat(65)
    const odd = relationForProvider('certificates', {
      remoteApp: 'trove',
      addresses: ['10.5.7.21'],
      server: [{ commonName: long, sans: [] }],
    })
    expect((await served(odd)).status).toEqual(blocked(`'certificates' invalid: trove/0 asks for '${long}', which no certificate can have`))
    const out = await served()
    const broken = out.relations.map((one) =>
      one.endpoint === 'certificates' ? { ...one, remoteUnits: { ...one.remoteUnits, 'trove/1': { cert_requests: '{' } } } : one,
    )
    const after = await run(vault, 'certificates-relation-changed', { ...out, relations: broken })
    expect(after.status.name).toBe('blocked')
    expect(bagOf(after)).toEqual(bagOf(out))
  })
})
