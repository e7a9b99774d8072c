import { isFault, secret } from '@charm-layers/relation'
import { byText, pythonJson } from '@charm-layers/relation/wire'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Certificate, certificateFile, decodeAnswer, encodeAuthority, encodeCertificates, type Pair } from '../src/answer.ts'
import { parseCommonName } from '../src/protocol.ts'
import { type CertificateRequest, decodeRequests, encodeRequests, type RequestBag } from '../src/request.ts'
import { anyHost, anyLabel, applied, forAny, plain, vector, vectorNames } from './helpers.ts'

const text = fc.string({ minLength: 1, unit: 'grapheme' })
const name = fc
  .oneof(fc.domain(), fc.constantFrom('__proto__', '10', 'constructor'), anyLabel)
  .filter((some) => parseCommonName(some) === some)
const alternative = fc.oneof(
  anyHost,
  fc.domain().map((domain) => `*.${domain}`),
)
const sorted = (names: readonly string[]): readonly string[] => [...new Set(names)].sort(byText)
const byName = <T extends { readonly commonName: string }>(items: readonly T[]): readonly T[] =>
  [...items].sort((a, b) => byText(a.commonName, b.commonName))
const uniqueByName = <T extends { readonly commonName: string }>(item: fc.Arbitrary<T>): fc.Arbitrary<readonly T[]> =>
  fc.uniqueArray(item, { selector: ({ commonName }) => commonName, maxLength: 3 }).map(byName)

const asked: fc.Arbitrary<CertificateRequest> = fc.record({ commonName: name, sans: fc.array(alternative, { maxLength: 3 }).map(sorted) })
const requests: fc.Arbitrary<RequestBag> = fc.record(
  {
    server: uniqueByName(asked),
    client: uniqueByName(asked),
    application: uniqueByName(asked),
    intermediate: uniqueByName(asked),
    unitName: fc.nat().map((number) => `trove_${number}`),
    legacy: fc.record(
      { commonName: name, sans: fc.array(alternative, { maxLength: 3 }).map(sorted), certificateName: fc.uuid() },
      { requiredKeys: ['commonName', 'sans'] },
    ),
  },
  { requiredKeys: ['server', 'client', 'application', 'intermediate'] },
)

const pair: fc.Arbitrary<Pair> = fc.record({ cert: text, key: text.map(secret) })
const certificates: fc.Arbitrary<readonly Certificate[]> = uniqueByName(fc.record({ commonName: name, cert: text, key: text.map(secret) }))
const answer = fc.record(
  {
    ca: text,
    chain: text,
    globalClient: pair,
    legacy: pair,
    server: certificates,
    client: certificates,
    application: pair,
    intermediate: certificates,
  },
  { requiredKeys: ['server', 'client', 'intermediate'] },
)
const NOTHING = { server: [], client: [], application: [], intermediate: [] }

describe('the request databag', () => {
  test('gives back what was written', () => forAny([requests], (bag) => expect(decodeRequests(encodeRequests(bag))).toEqual(bag)))

  test('asks once for a name that is asked for twice, for the alternative names of both', () => {
    const server = [
      { commonName: 'b', sans: ['2', '1', '1'] },
      { commonName: 'a', sans: [] },
      { commonName: 'b', sans: ['3'] },
    ]
    expect(encodeRequests({ ...NOTHING, server }).cert_requests).toBe('{"a": {"sans": []}, "b": {"sans": ["1", "2", "3"]}}')
  })

  test.each([['{"a": {}}'], ['{"a": {"sans": null}}'], ['{"a": null}'], ['{"a": {"sans": "x"}}'], ['{"a":{"sans":["",1]},"":{}}']])(
    'reads %s as a request without alternative names',
    (cert_requests) => {
      expect(decodeRequests({ cert_requests })).toEqual({ ...NOTHING, server: [{ commonName: 'a', sans: [] }] })
    },
  )

  test.each(['../x', '/x', '-x', '.x', 'x;y', '$x', '${x}', '`x`', 'x"y', "x'y", 'x\ny', ' x', 'None'])(
    'refuses the common name %j',
    (cn) => {
      expect(decodeRequests({ client_cert_requests: JSON.stringify({ [cn]: {} }) })).toMatchObject({ key: 'client_cert_requests' })
      expect(decodeRequests({ common_name: cn })).toMatchObject({ key: 'common_name' })
    },
  )

  test.each(['../x', 'x y', 'x\ny', 'None'])('passes over the name of a certificate %j', (certificate_name) => {
    expect(decodeRequests({ common_name: 'a', certificate_name })).toEqual({ ...NOTHING, legacy: { commonName: 'a', sans: [] } })
  })

  test('has no requests and no answers where a key holds null', () => {
    const keys = ['cert_requests', 'client_cert_requests', 'application_cert_requests', 'intermediate_cert_requests']
    expect(decodeRequests(Object.fromEntries(keys.map((key) => [key, 'null'])))).toEqual(NOTHING)
    expect(decodeAnswer({ 'u_0.processed_requests': 'null' }, 'u_0')).toEqual({ server: [], client: [], intermediate: [] })
  })

  test('reads the older form beside the others', () => {
    const bag = { common_name: 'a', sans: '["c2", "c1"]', certificate_name: 'u-u-i-d', cert_requests: '{"b": {"sans": []}}' }
    expect(decodeRequests(bag)).toEqual({
      ...NOTHING,
      server: [{ commonName: 'b', sans: [] }],
      legacy: { commonName: 'a', sans: ['c1', 'c2'], certificateName: 'u-u-i-d' },
    })
    expect(decodeRequests({ common_name: 'a' })).toEqual({ ...NOTHING, legacy: { commonName: 'a', sans: [] } })
  })

  test.each([
    ['cert_requests', '{"hunter2'],
    ['cert_requests', '"hunter2"'],
    ['cert_requests', '[{"common_name": "hunter2", "sans": []}]'],
    ['client_cert_requests', 'hunter2'],
    ['application_cert_requests', '1'],
    ['intermediate_cert_requests', 'true'],
    ['sans', 'hunter2'],
    ['sans', '{}'],
  ])('refuses %s=%s, naming the key and not the value', (key, value) => {
    const fault = decodeRequests({ common_name: 'a', [key]: value })
    expect(fault).toMatchObject({ state: 'invalid', key })
    expect(JSON.stringify(fault)).not.toContain('hunter2')
  })
})

describe('the answer databag', () => {
  test('gives back what was written for a unit', () =>
    forAny([answer], (bag) =>
      expect(plain(decodeAnswer({ ...encodeAuthority(bag), ...encodeCertificates('trove_0', bag) }, 'trove_0'))).toEqual(plain(bag)),
    ))

  test('is told from that of a unit whose name begins alike', () => {
    const bag = encodeCertificates('trove_10', { server: [{ commonName: 'a', cert: 'C', key: secret('K') }], client: [], intermediate: [] })
    expect(decodeAnswer(bag, 'trove_1')).toEqual({ server: [], client: [], intermediate: [] })
  })

  test('has no certificate where one half is missing', () => {
    const half = '{"a": {"cert": "C"}, "b": {"key": "K"}, "c": {"cert": "", "key": "K"}, "d": null, "e": {"cert": 1, "key": 2}}'
    const bag = { 'u_0.processed_requests': half, 'u_0.server.cert': 'C', 'client.key': 'K' }
    expect(decodeAnswer(bag, 'u_0')).toEqual({ server: [], client: [], intermediate: [] })
  })

  test('loses the text before a certificate', () => {
    const cert = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----'
    const bag = { ca: `Certificate:\n  Data:\n${cert}`, 'u_0.server.cert': `Data\n${cert}`, 'u_0.server.key': 'K' }
    expect(decodeAnswer(bag, 'u_0')).toMatchObject({ ca: cert, legacy: { cert } })
  })

  test.each(['processed_requests', 'processed_client_requests', 'processed_application_requests', 'processed_intermediate_requests'])(
    'refuses %s that is no JSON object, naming the key and not the value',
    (name) => {
      for (const value of ['hunter2', '["hunter2"]', '"hunter2"', '['.repeat(50_000)]) {
        const fault = decodeAnswer({ [`u_0.${name}`]: value }, 'u_0')
        expect(fault).toMatchObject({ state: 'invalid', key: `u_0.${name}` })
        expect(JSON.stringify(fault)).not.toContain('hunter2')
      }
      expect(isFault(decodeAnswer({ [`u_1.${name}`]: 'hunter2' }, 'u_0'))).toBe(false)
    },
  )
})

describe('recorded databags', () => {
  test.each(vectorNames)('%s can be read from both sides without a fault', (name) => {
    for (const bag of Object.values(vector(name).units)) {
      expect(isFault(decodeAnswer(bag, 'keystone_2'))).toBe(false)
      expect(isFault(decodeRequests(bag))).toBe(false)
    }
  })

  test('the request is written again byte for byte', () => {
    const { databag } = vector('tls-certificates-5')
    const decoded = decodeRequests(databag)
    expect(applied({}, encodeRequests(isFault(decoded) ? NOTHING : decoded))).toEqual(databag)
  })

  test('the answer is written again byte for byte', () => {
    const { databag } = vector('tls-certificates-7')
    const decoded = decodeAnswer(databag, 'keystone_2')
    const bag = isFault(decoded) ? { server: [], client: [], intermediate: [] } : decoded
    expect(applied({}, { ...encodeAuthority(bag), ...encodeCertificates('keystone_2', bag) })).toEqual(databag)
  })
})

test('JSON is written as Python writes it', () => {
  expect(pythonJson({ b: ['ü', '\u007f\n"\\'], a: { '😀': 'x' } })).toBe(
    '{"a": {"\\ud83d\\ude00": "x"}, "b": ["\\u00fc", "\\u007f\\n\\"\\\\"]}',
  )
})

test('a certificate file has the authorities after the certificate', () => {
  expect(certificateFile({ cert: 'CERT' })).toBe('CERT')
  expect(certificateFile({ cert: 'CERT' }, 'CHAIN')).toBe('CERT\nCHAIN')
})
