import { type Databag, secret } from '@charm-layers/relation'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type TlsAnswer, tlsCertificates, type UnitAnswer } from '../src/index.ts'
import { relationForProvider } from '../src/testing/index.ts'
import { anyViewOf, applied, expectState, expectWrittenOnce, forAny, plain, testPartialViews, vector, viewOf } from './helpers.ts'

const side = tlsCertificates.provides
const here = { localUnit: 'vault/0', localUnitData: {}, remoteApp: 'trove' }
const pair = (name: string): { readonly cert: string; readonly key: ReturnType<typeof secret> } => ({
  cert: `CERT ${name}`,
  key: secret(`KEY ${name}`),
})
const unitAnswer: UnitAnswer = { unitName: 'trove_0', server: [{ commonName: 'a', ...pair('a') }], client: [], intermediate: [] }
const answer: TlsAnswer = { ca: 'ROOT', chain: 'INTER', globalClient: pair('client'), units: [unitAnswer] }

describe('reading what clients ask for', () => {
  test('is absent without a client, and waits while none has asked', () => {
    expect(side.read(viewOf({}, here))).toEqual({ state: 'absent' })
    expect(side.read(viewOf({ 'trove/0': { unit_name: 'trove_0' } }, here))).toEqual({ state: 'waiting', missing: ['cert_requests'] })
  })

  test('gives the requests of each unit, under the name that it looks for', () => {
    const cert_requests = '{"a": {"sans": ["10.5.7.21"]}}'
    const units = {
      'trove/0': { cert_requests, unit_name: 'trove_0' },
      'trove/1': {},
      'trove/2': { client_cert_requests: cert_requests },
      'remote-f00/0': { cert_requests, unit_name: 'nova/7' },
    }
    expect(side.read(viewOf(units, here))).toMatchObject({
      data: {
        units: [
          { unit: 'trove/0', unitName: 'trove_0', server: [{ commonName: 'a', sans: ['10.5.7.21'] }], client: [] },
          { unit: 'trove/2', unitName: 'trove_2', server: [], client: [{ commonName: 'a' }] },
          { unit: 'remote-f00/0', unitName: 'nova_7' },
        ],
      },
    })
  })

  test('gives a request in the older form among the others, and once if it is in both', () => {
    const bag = { common_name: 'a', sans: '["x"]', certificate_name: 'u', cert_requests: '{"a": {"sans": ["y"]}, "b": {"sans": []}}' }
    expect(side.read(viewOf({ 'trove/0': bag }, here))).toMatchObject({
      data: { units: [{ server: [{ commonName: 'a', sans: ['x', 'y'] }, { commonName: 'b' }] }] },
    })
    expect(side.read(viewOf({ 'trove/0': { common_name: 'a' } }, here))).toMatchObject({
      data: { units: [{ server: [{ commonName: 'a', sans: [] }] }] },
    })
  })

  test('reads the recorded request', () => {
    expect(side.read(viewOf(vector('tls-certificates-5').units, here))).toMatchObject({
      data: { units: [{ unitName: 'unit_2', server: [{ commonName: 'admin.openstack.local', sans: ['10.10.10.10'] }] }] },
    })
  })

  test('names the key of a request that cannot be read', () => {
    expect(side.read(viewOf({ 'trove/0': { cert_requests: '{' } }, here))).toMatchObject({ state: 'invalid', key: 'cert_requests' })
  })

  test.each(['remoteAppData', 'unit'])('refuses the other protocol of the same name, where it is seen in %s', (where) => {
    const bag = { certificate_signing_requests: '[{"certificate_signing_request": "PEM", "ca": false}]' }
    const view = where === 'unit' ? viewOf({ 'v/0': bag }, here) : viewOf({ 'v/0': {} }, { ...here, remoteAppData: bag })
    expect(side.read(view)).toMatchObject({ state: 'invalid', key: 'certificate_signing_requests' })
    expect(JSON.stringify(side.read(view))).toContain('newer protocol')
  })

  test('refuses the early version of the other protocol, which lists requests', () => {
    const bag = { cert_requests: '[{"common_name": "a", "sans": ["b"]}]' }
    const state = side.read(viewOf({ 'v/0': bag }, here))
    expect(state).toMatchObject({ state: 'invalid', key: 'cert_requests' })
    expect(JSON.stringify(state)).toContain('signing requests')
  })
})

describe('writing certificates', () => {
  test('is byte for byte what vault writes', () => {
    const shared = { ca: 'ROOT', chain: 'INTER', 'client.cert': 'CERT client', 'client.key': 'KEY client' }
    const own = { 'trove_0.processed_requests': '{"a": {"cert": "CERT a", "key": "KEY a"}}' }
    expect(applied({}, side.write(answer, viewOf({})).unit)).toEqual({ ...shared, ...own })
  })

  test('puts each kind in its key', () => {
    const unit: UnitAnswer = {
      unitName: 'trove/1',
      server: [{ commonName: 's', ...pair('s') }],
      client: [{ commonName: 'c', ...pair('c') }],
      application: pair('app'),
      intermediate: [{ commonName: 'i', ...pair('i') }],
    }
    expect(applied({}, side.write({ ...answer, units: [unit] }, viewOf({})).unit)).toMatchObject({
      'trove_1.processed_requests': '{"s": {"cert": "CERT s", "key": "KEY s"}}',
      'trove_1.processed_client_requests': '{"c": {"cert": "CERT c", "key": "KEY c"}}',
      'trove_1.processed_application_requests': '{"app_data": {"cert": "CERT app", "key": "KEY app"}}',
      'trove_1.processed_intermediate_requests': '{"i": {"cert": "CERT i", "key": "KEY i"}}',
    })
  })

  test('answers a name that was asked for in the older form in the keys of that form alone, for the unit that did so', () => {
    const units = {
      'trove/0': { common_name: 'a', cert_requests: '{"b": {}}' },
      'trove/1': { cert_requests: '{"a": {}}' },
      'remote-f00/0': { common_name: 'b', unit_name: 'nova/7' },
    }
    const server = ['a', 'b'].map((commonName) => ({ commonName, ...pair(commonName) }))
    const answers = ['trove_0', 'trove_1', 'nova_7'].map((unitName) => ({ ...unitAnswer, unitName, server }))
    const bag = applied({}, side.write({ ...answer, units: answers }, viewOf(units)).unit)
    const named = (name: string): string => `"${name}": {"cert": "CERT ${name}", "key": "KEY ${name}"}`
    expect(bag).toMatchObject({
      'trove_0.server.cert': 'CERT a',
      'trove_0.server.key': 'KEY a',
      'trove_0.processed_requests': `{${named('b')}}`,
      'trove_1.processed_requests': `{${named('a')}, ${named('b')}}`,
      'nova_7.server.cert': 'CERT b',
      'nova_7.processed_requests': `{${named('a')}}`,
    })
    expect(Object.keys(bag)).not.toContain('trove_1.server.cert')
  })

  test('takes away the keys of units that are gone, and nothing else', () => {
    const localUnitData = {
      'trove_7.processed_requests': '{}',
      'trove_7.server.key': 'KEY',
      'trove_7.server.cert': 'C',
      chain: 'x',
      note: 'kept',
    }
    const { chain: _chain, ...rest } = answer
    expect(applied(localUnitData, side.write({ ...rest, units: [] }, viewOf({}, { localUnitData })).unit)).toEqual({
      ca: 'ROOT',
      'client.cert': 'CERT client',
      'client.key': 'KEY client',
      note: 'kept',
    })
  })

  test('is read by our own requires side', () => {
    const bag = applied({}, side.write(answer, viewOf({})).unit)
    const state = tlsCertificates.requires.read(viewOf({ 'vault/0': bag }), { server: [{ commonName: 'a', sans: [] }] })
    expect(plain(state)).toMatchObject({ data: { ca: 'ROOT', server: [{ cert: 'CERT a', key: { secret: 'KEY a' } }] } })
  })
})

describe('any databag', () => {
  const bag: fc.Arbitrary<Databag> = fc.dictionary(
    fc.oneof(
      fc.constantFrom('cert_requests', 'client_cert_requests', 'application_cert_requests', 'unit_name', 'common_name', 'sans'),
      fc.constantFrom('u_0.processed_requests', 'u_0.server.key', 'certificate_signing_requests', '__proto__'),
      fc.string(),
    ),
    fc.oneof(fc.constantFrom('', 'a', '{}', '{"a": {"sans": ["x"]}}', '[[', 'null'), fc.json(), fc.string({ unit: 'binary' })),
  )
  const anyView = anyViewOf(viewOf, bag, { remoteAppData: bag })

  test('reads as one of the four states', () => forAny([anyView], (view) => expectState(side.read(view))))

  test('is written once: the second write changes nothing', () =>
    forAny([anyView, fc.array(fc.string())], (view, names) => {
      const given: TlsAnswer = { ...answer, units: names.map((unitName) => ({ ...unitAnswer, unitName })) }
      expectWrittenOnce(view, (seen) => side.write(given, seen))
    }))
})

test('data for the tests of charms reads as it says', () => {
  const read = (options: Parameters<typeof relationForProvider>[1]): unknown =>
    side.read(viewOf(relationForProvider('certificates', options).remoteUnits, here))
  expect(read({})).toMatchObject({
    data: { units: [{ unitName: 'trove_0', server: [{ commonName: 'trove.example.com', sans: ['10.5.7.21'] }] }] },
  })
  expect(read({ server: [], client: [{ commonName: 'c', sans: [] }] })).toMatchObject({
    data: { units: [{ client: [{ commonName: 'c' }] }] },
  })
  expect(read({ response: false })).toMatchObject({ state: 'waiting' })
})

testPartialViews(viewOf, {
  reads: [
    (view) => tlsCertificates.requires.read(view, { server: [{ commonName: 'a', sans: [] }] }),
    (view) => tlsCertificates.provides.read(view),
  ],
})

test.each([
  ['cert_requests', '{"a.example": {"sans": ["None"]}}'],
  ['cert_requests', '{"a.example": {"sans": ["DNS:x,IP:y"]}}'],
  ['client_cert_requests', '{"None": {"sans": []}}'],
  ['sans', '["10.0.0.1 "]'],
  ['common_name', 'a\nb'],
  ['unit_name', '../x'],
])('issues no certificate for %s=%j', (key, value) => {
  expect(tlsCertificates.provides.read(viewOf({ 'trove/0': { common_name: 'a.example', [key]: value } }))).toMatchObject({
    state: 'invalid',
    key,
  })
})
