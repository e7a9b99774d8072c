import { type Databag, type RelationView, type State, secret } from '@charm-layers/relation'
import type { LocalBags, RelationData } from '@charm-layers/relation/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Certificates, type TlsRequest, tlsCertificates } from '../src/index.ts'
import {
  type ClientQuirks,
  counterpartForProvider,
  counterpartForRequirer,
  type ProviderQuirks,
  relationForProvider,
  relationForRequirer,
} from '../src/testing/index.ts'
import { applied, forAny, plain, viewOf } from './helpers.ts'

const { requires, provides } = tlsCertificates
const vaults = relationForRequirer('certificates', { addresses: ['10.5.7.50', '10.5.7.51'], response: false })
const view = (relation: RelationData, more: Partial<RelationView> = {}): RelationView => viewOf(relation.remoteUnits, more)
const localUnits = ['trove/0', 'trove/1'] as const
const request: TlsRequest = {
  server: [
    { commonName: 'juju-9f3c1a-4', sans: ['10.5.7.21'] },
    { commonName: 'trove.example.com', sans: ['203.0.113.20', '10.5.7.20'] },
  ],
  client: [{ commonName: 'trove-client', sans: [] }],
  application: [{ commonName: 'trove', sans: ['10.5.7.20'] }],
}
const asking = (asked: TlsRequest): LocalBags => ({
  units: Object.fromEntries(localUnits.map((localUnit) => [localUnit, applied({}, requires.write(asked, viewOf({}, { localUnit })).unit)])),
})

/** The relation after each hook, until nothing changes. */
const hooks = (quirks: ProviderQuirks, local: LocalBags, from = vaults): readonly RelationData[] => {
  const next = counterpartForRequirer(quirks)(from, local)
  return JSON.stringify(next) === JSON.stringify(from) ? [] : [next, ...hooks(quirks, local, next)]
}
const last = (quirks: ProviderQuirks, local: LocalBags, from = vaults): RelationData => hooks(quirks, local, from).at(-1) ?? from
const read = (relation: RelationData, asked: TlsRequest, localUnit = 'trove/0'): State<Certificates> =>
  requires.read(view(relation, { localUnit }), asked)

describe('a provider', () => {
  test('answers nothing while there is no client, or while it is sealed', () => {
    expect(hooks({}, { units: {} })).toEqual([])
    expect(hooks({ sealed: true }, asking(request))).toEqual([])
  })

  test('shows its authority to a client that asks for nothing', () => {
    expect(read(last({ intermediate: true }, asking({})), {})).toMatchObject({
      state: 'ready',
      data: { chain: expect.stringContaining('BEGIN'), server: [], globalClient: expect.anything() },
    })
  })

  test('of the kind of vault answers through its leader; the other units copy it one hook later', () => {
    const [first, second, ...more] = hooks({}, asking(request))
    expect(more).toEqual([])
    expect(Object.keys(first?.remoteUnits['vault/1'] ?? {})).toEqual(Object.keys(vaults.remoteUnits['vault/1'] ?? {}))
    const { 'vault/0': leader = {}, 'vault/1': other = {} } = second?.remoteUnits ?? {}
    expect({ ...other, ...vaults.remoteUnits['vault/0'] }).toEqual(leader)
    expect(Object.keys(leader)).toContain('trove_1.processed_requests')
    expect(hooks({ leader: 'vault/1' }, asking(request))[0]?.remoteUnits['vault/0']).toEqual(vaults.remoteUnits['vault/0'])
  })

  test.each(localUnits)('is understood by our requirer on %s, which gets all that it asked for', (localUnit) => {
    const state = read(last({}, asking(request)), request, localUnit)
    expect(state).toMatchObject({
      state: 'ready',
      data: {
        server: [{ commonName: 'juju-9f3c1a-4' }, { commonName: 'trove.example.com' }],
        client: [{ commonName: 'trove-client' }],
        application: { cert: expect.stringContaining('BEGIN CERTIFICATE') },
      },
    })
  })

  test('gives one certificate to all units of an application', () => {
    const relation = last({}, asking(request))
    const [one, other] = localUnits.map((unit) => {
      const state = read(relation, request, unit)
      return state.state === 'ready' ? plain(state.data.application) : undefined
    })
    expect(one).toBeDefined()
    expect(one).toEqual(other)
  })

  test('issues a certificate anew when its alternative names change, and keeps the others, even those that nobody asks for any more', () => {
    const before = last({}, asking(request))
    const changed: TlsRequest = { server: [{ commonName: 'trove.example.com', sans: ['10.5.7.99'] }] }
    const after = last({}, asking(changed), before)
    const certs = (relation: RelationData): Readonly<Record<string, unknown>> =>
      JSON.parse(relation.remoteUnits['vault/0']?.['trove_0.processed_requests'] ?? '{}')
    expect(certs(after)['trove.example.com']).not.toEqual(certs(before)['trove.example.com'])
    expect(certs(after)['juju-9f3c1a-4']).toEqual(certs(before)['juju-9f3c1a-4'])
    expect(certs(last({}, asking({ server: [...(request.server ?? [])].reverse() }), before))).toEqual(certs(before))
    expect(last({}, { units: { 'trove/1': {} } }, before)).toEqual(before)
  })

  test('shows certificates of two times during a reissue, of which our requirer never mixes any', () => {
    const before = last({}, asking(request))
    const stories = [{}, { leader: 'vault/1' }].map((leader) =>
      [before, ...hooks({ ...leader, reissued: 1 }, asking(request), before)].map((relation) => {
        const state = read(relation, request)
        const { 'vault/0': first = {}, 'vault/1': second = {} } = relation.remoteUnits
        if (state.state !== 'ready') throw new Error(state.state)
        const whole = [first, second].find(({ ca }) => ca === state.data.ca)
        return JSON.parse(whole?.['trove_0.processed_requests'] ?? '{}')['trove.example.com'].cert === state.data.server[1]?.cert
      }),
    )
    expect(stories).toEqual([
      [true, true, true],
      [true, true, true],
    ])
  })

  test('of the kind of easyrsa answers with all units, prints text before certificates, and knows no applications', () => {
    const asked: TlsRequest = { server: [{ commonName: 'a', sans: [] }] }
    const [first, ...more] = hooks({ charm: 'easyrsa' }, asking(asked))
    expect(more).toEqual([])
    expect(first?.remoteUnits['vault/1']?.['trove_0.processed_requests']).toContain('Certificate:')
    expect(first && read(first, asked)).toMatchObject({
      data: { server: [{ cert: expect.stringMatching(/^-----BEGIN CERTIFICATE-----/) }] },
    })
    expect(read(last({ charm: 'easyrsa' }, asking(request)), request)).toEqual({
      state: 'waiting',
      missing: ['trove_0.processed_application_requests'],
    })
  })

  test('never answers who wants an authority of its own', () => {
    const asked: TlsRequest = { intermediate: [{ commonName: 'i', sans: [] }] }
    expect(read(last({}, asking(asked)), asked)).toEqual({ state: 'waiting', missing: ['trove_0.processed_intermediate_requests'] })
  })

  test('answers a name in the older form there and nowhere else, and our requirer finds it', () => {
    const local = { common_name: 'a', sans: '["x"]', cert_requests: '{"a": {"sans": []}, "b": {"sans": []}}', unit_name: 'trove_0' }
    const relation = last({}, { units: { 'trove/0': local } })
    expect(Object.keys(JSON.parse(relation.remoteUnits['vault/0']?.['trove_0.processed_requests'] ?? '{}'))).toEqual(['b'])
    const asked = { server: ['a', 'b'].map((commonName) => ({ commonName, sans: [] })) }
    expect(requires.read(view(relation, { localUnitData: local }), asked)).toMatchObject({ state: 'ready' })
  })

  test('fails its hook on a request that cannot be read', () => {
    expect(hooks({}, { units: { 'trove/0': { cert_requests: '{' } } })).toEqual([])
  })
})

describe('a client', () => {
  const joined = relationForProvider('certificates', { addresses: ['10.5.7.21', '10.5.7.22'], response: false })
  const ask = (quirks: ClientQuirks = {}): RelationData => {
    const play = counterpartForProvider(quirks)
    const once = play(joined, { units: {} })
    expect(play(once, { units: {} })).toEqual(once)
    return once
  }
  /** What our provider makes of the requests. */
  const answered = (relation: RelationData): Databag => {
    const state = provides.read(view(relation))
    if (state.state !== 'ready') throw new Error(state.state)
    const pair = (commonName: string) => ({ commonName, cert: `CERT ${commonName}`, key: secret(`KEY ${commonName}`) })
    const units = state.data.units.map(({ unitName, server }) => ({
      unitName,
      server: server.map(({ commonName }) => pair(commonName)),
      client: [],
      intermediate: [],
    }))
    return applied({}, provides.write({ ca: 'ROOT', globalClient: pair('global'), units }, view(relation)).unit)
  }

  test('asks nothing while it has no unit', () => {
    expect(counterpartForProvider()({ ...joined, remoteUnits: {} }, { units: {} }).remoteUnits).toEqual({})
  })

  test.each(['charm-helpers', 'reactive'] as const)(
    'in the way of %s is understood by our provider, and gets its certificates',
    (charm) => {
      const relation = ask({ charm, commonNames: ['a', 'b'] })
      const bag = answered(relation)
      const localUnitData = relation.remoteUnits['trove/1'] ?? {}
      const asked = { server: ['a', 'b'].map((commonName) => ({ commonName, sans: [] })) }
      const state = requires.read(viewOf({ 'vault/0': bag }, { localUnit: 'trove/1', localUnitData }), asked)
      expect(plain(state)).toMatchObject({ data: { server: [{ cert: 'CERT a', key: { secret: 'KEY a' } }, { cert: 'CERT b' }] } })
      expect(Object.keys(bag).includes('trove_1.server.cert')).toBe(charm === 'reactive')
    },
  )

  test('asks for its address, and for its name unless it is told another', () => {
    expect(ask().remoteUnits['trove/0']).toMatchObject({
      cert_requests: '{"trove.example.com": {"sans": ["10.5.7.21"]}}',
      unit_name: 'trove_0',
    })
    expect(ask({ charm: 'reactive' }).remoteUnits['trove/1']).toMatchObject({ common_name: 'trove.example.com', sans: '["10.5.7.22"]' })
  })

  test('of the newer protocol is refused by our provider', () => {
    expect(provides.read(view(ask({ charm: 'newer' })))).toMatchObject({ state: 'invalid', key: 'certificate_signing_requests' })
  })
})

describe('any request', () => {
  const key = fc.constantFrom(
    'cert_requests',
    'client_cert_requests',
    'application_cert_requests',
    'common_name',
    'sans',
    'unit_name',
    '__proto__',
  )
  const value = fc.oneof(fc.constantFrom('', 'a', '{"a": {"sans": ["b"]}}', '{"__proto__": {}, "a": {}}', '["x"]'), fc.json(), fc.string())
  const bag: fc.Arbitrary<Databag> = fc.dictionary(fc.oneof(key, fc.string()), value)
  const asked: fc.Arbitrary<LocalBags> = fc.record({ units: fc.dictionary(fc.constantFrom('trove/0', 'trove/1', 'x'), bag) })
  const quirks: fc.Arbitrary<ProviderQuirks> = fc.record(
    {
      charm: fc.constantFrom('vault', 'easyrsa'),
      leader: fc.constantFrom('vault/1', 'x'),
      intermediate: fc.constant(true),
      sealed: fc.constant(true),
      reissued: fc.nat(),
    },
    { requiredKeys: [] },
  )

  test('comes to an end, and what is asked again changes nothing', () =>
    forAny([asked, quirks], (local, how) => expect(hooks(how, local).length).toBeLessThanOrEqual(2)))
})
