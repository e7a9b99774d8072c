import type { Databag } from '@charm-layers/relation'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type TlsRequest, tlsCertificates } from '../src/index.ts'
import { relationForRequirer } from '../src/testing/index.ts'
import { anyViewOf, applied, expectState, expectWrittenOnce, forAny, plain, vector, viewOf } from './helpers.ts'

const side = tlsCertificates.requires
const request: TlsRequest = {
  server: [
    { commonName: 'juju-9f3c1a-4', sans: ['10.5.7.21', '10.5.7.20'] },
    { commonName: 'trove.example.com', sans: ['203.0.113.20'] },
  ],
}
const json = (names: readonly string[], tag = ''): string =>
  JSON.stringify(Object.fromEntries(names.map((name) => [name, { cert: `CERT ${name}${tag}`, key: `KEY ${name}${tag}` }])))
const certificate = (commonName: string, tag = ''): unknown => ({
  commonName,
  cert: `CERT ${commonName}${tag}`,
  key: { secret: `KEY ${commonName}${tag}` },
})
const both = ['juju-9f3c1a-4', 'trove.example.com']
const answer = (more: Databag = {}): Databag => ({ ca: 'ROOT', chain: 'INTER', 'trove_0.processed_requests': json(both), ...more })

describe('reading certificates', () => {
  test('is absent while there is no remote unit', () => {
    expect(side.read(viewOf({}), request)).toEqual({ state: 'absent' })
  })

  test('gives all that was asked for, by name, with the authority', () => {
    expect(plain(side.read(viewOf({ 'vault/0': answer({ 'client.cert': 'C', 'client.key': 'K' }) }), request))).toEqual({
      state: 'ready',
      data: {
        ca: 'ROOT',
        chain: 'INTER',
        server: both.map((name) => certificate(name)),
        client: [],
        intermediate: [],
        globalClient: { cert: 'C', key: { secret: 'K' } },
      },
    })
  })

  test('waits for what is missing, by key and then by name', () => {
    expect(side.read(viewOf({ 'vault/0': {} }), request)).toEqual({ state: 'waiting', missing: ['ca', 'trove_0.processed_requests'] })
    const one = answer({ 'trove_0.processed_requests': json(['juju-9f3c1a-4']) })
    expect(side.read(viewOf({ 'vault/0': one }), request)).toEqual({
      state: 'waiting',
      missing: ['trove_0.processed_requests: trove.example.com'],
    })
    expect(side.read(viewOf({ 'vault/0': answer({ ca: '' }) }), request)).toEqual({ state: 'waiting', missing: ['ca'] })
  })

  test('does not take what is for another unit', () => {
    const view = viewOf({ 'vault/0': { ca: 'ROOT', 'trove_1.processed_requests': json(both), 'trove_10.processed_requests': json(both) } })
    expect(side.read(view, request)).toMatchObject({ state: 'waiting' })
    expect(side.read({ ...view, localUnit: 'trove/10' }, request)).toMatchObject({ state: 'ready' })
  })

  test('takes everything from one unit, since units differ during a reissue', () => {
    const units = {
      'vault/0': { ca: 'OLD' },
      'vault/1': answer({ ca: 'OLD', 'trove_0.processed_requests': json(['juju-9f3c1a-4'], ' old') }),
      'vault/2': answer({ ca: 'NEW' }),
    }
    expect(plain(side.read(viewOf(units), request))).toMatchObject({
      data: { ca: 'NEW', server: both.map((name) => certificate(name)) },
    })
    const { 'vault/2': _last, ...rest } = units
    expect(side.read(viewOf(rest), request)).toEqual({ state: 'waiting', missing: ['trove_0.processed_requests: trove.example.com'] })
  })

  test('gives the authority alone when nothing is asked for', () => {
    expect(side.read(viewOf({ 'easyrsa/0': { ca: 'ROOT' } }), {})).toEqual({
      state: 'ready',
      data: { ca: 'ROOT', server: [], client: [], intermediate: [] },
    })
  })

  test('gives client, application and intermediate certificates', () => {
    const asked: TlsRequest = {
      client: [{ commonName: 'c', sans: [] }],
      application: [
        { commonName: 'a', sans: [] },
        { commonName: 'b', sans: [] },
      ],
      intermediate: [{ commonName: 'i', sans: [] }],
    }
    const bag = {
      ca: 'ROOT',
      'trove_0.processed_client_requests': json(['c']),
      'trove_0.processed_application_requests': json(['app_data']),
      'trove_0.processed_intermediate_requests': json(['i']),
    }
    expect(plain(side.read(viewOf({ 'vault/0': bag }), asked))).toMatchObject({
      data: {
        client: [certificate('c')],
        application: { cert: 'CERT app_data', key: { secret: 'KEY app_data' } },
        intermediate: [certificate('i')],
      },
    })
    expect(side.read(viewOf({ 'vault/0': { ca: 'ROOT' } }), asked)).toEqual({
      state: 'waiting',
      missing: ['trove_0.processed_client_requests', 'trove_0.processed_intermediate_requests', 'trove_0.processed_application_requests'],
    })
  })

  test('refuses a bad key only when no other unit has an answer', () => {
    const bad = answer({ 'trove_0.processed_requests': '{' })
    expect(side.read(viewOf({ 'vault/0': bad }), request)).toMatchObject({ state: 'invalid', key: 'trove_0.processed_requests' })
    expect(side.read(viewOf({ 'vault/0': bad, 'vault/1': answer() }), request)).toMatchObject({ state: 'ready' })
  })

  test('never shows a private key as text', () => {
    const bag = answer({ 'client.cert': 'C', 'client.key': 'KEY c' })
    expect(JSON.stringify(side.read(viewOf({ 'vault/0': bag }), request))).not.toContain('KEY')
  })

  test('the recorded answer is for keystone/2 and for nobody else', () => {
    const asked: TlsRequest = { server: [{ commonName: 'admin.openstack.local', sans: [] }] }
    const view = viewOf(vector('tls-certificates-7').units)
    expect(plain(side.read({ ...view, localUnit: 'keystone/2' }, asked))).toMatchObject({
      data: { ca: 'ROOTCA', chain: 'MYCHAIN', server: [{ cert: 'ADMINCERT', key: { secret: 'ADMINKEY' } }] },
    })
    expect(side.read({ ...view, localUnit: 'devnull/2' }, asked)).toEqual({ state: 'waiting', missing: ['devnull_2.processed_requests'] })
  })
})

describe('reading an answer in the older form', () => {
  const legacy = { 'trove_0.server.cert': 'CERT', 'trove_0.server.key': 'KEY' }
  const read = (bag: Databag, localUnitData: Databag = {}, asked = request): unknown =>
    plain(side.read(viewOf({ 'vault/0': bag }, { localUnitData }), asked))

  test('takes it for the name that was asked for in that form', () => {
    const bag = answer({ ...legacy, 'trove_0.processed_requests': json(['trove.example.com']) })
    expect(read(bag, { common_name: 'juju-9f3c1a-4' })).toMatchObject({
      data: { server: [{ commonName: 'juju-9f3c1a-4', cert: 'CERT', key: { secret: 'KEY' } }, { commonName: 'trove.example.com' }] },
    })
    expect(read(bag, { common_name: 'former.example.com' })).toMatchObject({ state: 'waiting' })
  })

  test('takes it for the only name without an answer when the request tells nothing', () => {
    expect(read(answer({ ...legacy, 'trove_0.processed_requests': json(['trove.example.com']) }))).toMatchObject({ state: 'ready' })
    expect(read({ ca: 'ROOT', ...legacy })).toMatchObject({ state: 'waiting' })
    expect(read({ ca: 'ROOT', ...legacy }, {}, { server: [{ commonName: 'a', sans: [] }] })).toMatchObject({ state: 'ready' })
  })

  test('does not take it for a name that has an answer in the newer form', () => {
    expect(read(answer(legacy), { common_name: 'juju-9f3c1a-4' })).toMatchObject({ data: { server: [{ cert: 'CERT juju-9f3c1a-4' }, {}] } })
  })
})

describe('the other protocol of the same name', () => {
  test.each(['remoteAppData', 'unit'])('is refused where it is seen in %s, whatever else is there', (where) => {
    const bag = { certificates: '[{"certificate": "PEM", "ca": "PEM", "chain": []}]' }
    const view = where === 'unit' ? viewOf({ 'v/0': answer(bag) }) : viewOf({ 'v/0': answer() }, { remoteAppData: bag })
    expect(side.read(view, request)).toMatchObject({ state: 'invalid', key: 'certificates' })
    expect(JSON.stringify(side.read(view, request))).toContain('newer protocol')
  })
})

describe('writing the request', () => {
  test('is byte for byte what charms in Python write', () => {
    expect(applied({}, side.write(request, viewOf({})).unit)).toEqual({
      cert_requests: '{"juju-9f3c1a-4": {"sans": ["10.5.7.20", "10.5.7.21"]}, "trove.example.com": {"sans": ["203.0.113.20"]}}',
      unit_name: 'trove_0',
    })
    const recorded: TlsRequest = { server: [{ commonName: 'admin.openstack.local', sans: ['10.10.10.10'] }] }
    expect(applied({}, side.write(recorded, viewOf({}, { localUnit: 'unit/2' })).unit)).toEqual(vector('tls-certificates-5').databag)
  })

  test('does not depend on the order that is given', () => {
    const [first, second] = request.server ?? []
    if (first === undefined || second === undefined) throw new Error('two requests are needed')
    const turned = { server: [second, { ...first, sans: [...first.sans].reverse() }] }
    expect(side.write(turned, viewOf({}))).toEqual(side.write(request, viewOf({})))
  })

  test('asks for each kind in its key', () => {
    const one = [{ commonName: 'a', sans: [] }]
    expect(applied({}, side.write({ client: one, application: one, intermediate: one }, viewOf({})).unit)).toEqual({
      client_cert_requests: '{"a": {"sans": []}}',
      application_cert_requests: '{"a": {"sans": []}}',
      intermediate_cert_requests: '{"a": {"sans": []}}',
      unit_name: 'trove_0',
    })
  })

  test('takes away the older form and what is not asked for any more', () => {
    const localUnitData = { common_name: 'a', sans: '[]', certificate_name: 'u', client_cert_requests: '{}', note: 'kept' }
    expect(applied(localUnitData, side.write({}, viewOf({}, { localUnitData })).unit)).toEqual({ unit_name: 'trove_0', note: 'kept' })
  })

  test.each([
    [{ server: [{ commonName: '', sans: [] }] }, 'cert_requests'],
    [{ client: [{ commonName: 'a', sans: [''] }] }, 'client_cert_requests'],
  ])('%j is refused, and not sent', (asked, key) => {
    expect(side.read(viewOf({}), asked)).toMatchObject({ state: 'invalid', key })
    expect(applied({}, side.write(asked, viewOf({})).unit)).toEqual({ unit_name: 'trove_0' })
  })
})

const key = fc.oneof(
  fc.constantFrom('ca', 'chain', 'client.cert', 'client.key', 'certificates', 'common_name', '__proto__'),
  fc.constantFrom('server.cert', 'server.key', 'processed_requests', 'processed_client_requests').map((name) => `trove_0.${name}`),
  fc.constantFrom('processed_application_requests', 'processed_intermediate_requests').map((name) => `trove_0.${name}`),
  fc.string(),
)
const value = fc.oneof(
  fc.constantFrom('', 'a', 'PEM', '{}', '[]', 'null', json(['a']), json(['a', 'b', 'app_data']), '{"a": {"cert": 1}}', '[['),
  fc.json(),
  fc.string({ unit: 'binary' }),
)
const bag: fc.Arbitrary<Databag> = fc.dictionary(key, value)
const anyView = anyViewOf(viewOf, bag, { remoteAppData: bag })
const list = fc.array(
  fc.record({ commonName: fc.oneof(fc.constantFrom('a', 'b', '__proto__'), fc.string()), sans: fc.array(fc.string(), { maxLength: 2 }) }),
  { maxLength: 3 },
)
const anyRequest: fc.Arbitrary<TlsRequest> = fc.record(
  { server: list, client: list, application: list, intermediate: list },
  { requiredKeys: [] },
)

describe('any databag', () => {
  test('reads as one of the four states', () =>
    forAny([anyView, anyRequest], (view, asked) => {
      for (const state of [side.read(view, asked), side.read(view, { server: [{ commonName: 'a', sans: [] }] })]) {
        expectState(state)
      }
    }))

  test('is written once: the second write changes nothing', () =>
    forAny([anyView, anyRequest], (view, asked) => expectWrittenOnce(view, (seen) => side.write(asked, seen))))

  test('of a hundred thousand names is read', () => {
    const names = Array.from({ length: 100_000 }, (_, index) => `n${index}`)
    const many = { ca: 'ROOT', 'trove_0.processed_requests': json(names) }
    const asked = { server: [...names, 'last'].map((commonName) => ({ commonName, sans: [] })) }
    expect(side.read(viewOf({ 'vault/0': many }), asked)).toEqual({ state: 'waiting', missing: ['trove_0.processed_requests: last'] })
  })
})

test('data for the tests of charms reads as it says', () => {
  const asked: TlsRequest = { server: [{ commonName: 'trove.example.com', sans: [] }] }
  const read = (options: Parameters<typeof relationForRequirer>[1], wanted = asked): unknown =>
    side.read(viewOf(relationForRequirer('certificates', options).remoteUnits), wanted)
  expect(read({})).toMatchObject({ state: 'ready' })
  expect(read({ ca: 'CA', chain: 'CHAIN', addresses: ['10.5.7.50', '10.5.7.51'] })).toMatchObject({ data: { ca: 'CA', chain: 'CHAIN' } })
  expect(read({ server: [], client: ['c'] }, { client: [{ commonName: 'c', sans: [] }] })).toMatchObject({ state: 'ready' })
  expect(read({ response: false })).toEqual({ state: 'waiting', missing: ['ca', 'trove_0.processed_requests'] })
  expect(read({ units: ['trove/7'] })).toEqual({ state: 'waiting', missing: ['trove_0.processed_requests'] })
})
