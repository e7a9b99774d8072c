import { isFault, secret } from '@charm-layers/relation'
import { isNullWord } from '@charm-layers/relation/wire'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type AnswerBag, connectionUrl, decodeAnswer, encodeAnswer, type Grant } from '../src/answer.ts'
import { type DatabaseRequest, decodeRequests, encodeRequests } from '../src/request.ts'
import { anyHost, anyName, anyNetwork, applied, expectFault, forAny, plain, vector, vectorNames } from './helpers.ts'

const text = fc.string({ minLength: 1 })
const prefix = fc.oneof(fc.constant(''), fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/)).filter((text) => !isNullWord(text))
const byPrefix = <T extends { readonly prefix: string }>(items: readonly T[]): readonly T[] =>
  [...items].sort((a, b) => (a.prefix < b.prefix ? -1 : 1))

const requests: fc.Arbitrary<readonly DatabaseRequest[]> = fc
  .uniqueArray(fc.record({ prefix, database: anyName, username: anyName, addresses: fc.array(anyHost, { minLength: 1, maxLength: 3 }) }), {
    selector: (request) => request.prefix,
    maxLength: 4,
  })
  .map(byPrefix)

// Each number once and rising, so the list is in the order in which it is written.
const units = fc
  .uniqueArray(fc.nat({ max: 200 }), { maxLength: 5 })
  .map((numbers) => numbers.sort((a, b) => a - b).map((number) => `trove/${number}`))
const grants: fc.Arbitrary<readonly Grant[]> = fc
  .uniqueArray(fc.record({ prefix, password: text.map(secret), allowedUnits: units }), { selector: (grant) => grant.prefix, maxLength: 4 })
  .map(byPrefix)
const pem = fc.string({ minLength: 1, unit: 'grapheme' })
const answer: fc.Arbitrary<AnswerBag> = fc.record(
  {
    host: anyHost,
    port: fc.integer({ min: 1, max: 65535 }),
    waitTimeout: fc.nat(),
    tls: fc.record({ ca: pem, client: fc.record({ cert: pem, key: pem.map(secret) }) }, { requiredKeys: ['ca'] }),
    accessNetwork: anyNetwork,
    upgrading: fc.constant(true as const),
    grants,
  },
  { requiredKeys: ['grants'] },
)

describe('the request databag', () => {
  test('gives back what was written, in any form', () =>
    forAny([requests], (asked) => expect(decodeRequests(encodeRequests(asked))).toEqual(asked)))

  test('reads a JSON list of addresses, which percona-cluster takes', () => {
    const bag = { database: 'd', username: 'u', hostname: '["2001:db8::21", "2001:db8::20"]' }
    expect(decodeRequests(bag)).toEqual([{ prefix: '', database: 'd', username: 'u', addresses: ['2001:db8::21', '2001:db8::20'] }])
  })

  test('takes IPv6 out of its brackets, which are no JSON', () => {
    expect(decodeRequests({ database: 'd', username: 'u', hostname: '[2001:db8::21]' })).toMatchObject([{ addresses: ['2001:db8::21'] }])
  })

  test.each(['[]', '[1]', '[""]', '["a"', '["None"]', '["a", {"toString": 1}]', 'None', '%', '10.0.0.1,10.0.0.2', '['.repeat(50_000)])(
    'grants nothing to what is no host: %s',
    (hostname) => {
      expect(decodeRequests({ n_database: 'd', n_username: 'u', n_hostname: hostname })).toMatchObject({
        state: 'invalid',
        key: 'n_hostname',
      })
    },
  )

  test('reads both forms where they are mixed, as mysql-innodb-cluster does', () => {
    const nova = { nova_database: 'n', nova_username: 'n', nova_hostname: 'h' }
    expect(decodeRequests({ database: 'd', username: 'u', hostname: 'h', ...nova, cell_username: 'x' })).toMatchObject([
      { prefix: '' },
      { prefix: 'nova' },
    ])
  })

  test('is written as the charms in Python write it', () => {
    expect(encodeRequests([{ prefix: 'dpm', database: 'dpm', username: 'dpm', addresses: ['10.5.2.41'] }])).toEqual({
      dpm_database: 'dpm',
      dpm_username: 'dpm',
      dpm_hostname: '10.5.2.41',
    })
  })
})

describe('the answer databag', () => {
  test('gives back what was written', () => forAny([answer], (bag) => expect(plain(decodeAnswer(encodeAnswer(bag)))).toEqual(plain(bag))))

  test('lists units once, sorted by number, in single spaces', () => {
    const bag = encodeAnswer({ grants: [{ prefix: '', password: secret('p'), allowedUnits: ['trove/10', 'trove/2', 'trove/2'] }] })
    expect(bag.allowed_units).toBe('trove/2 trove/10')
  })

  test('takes no order and no spacing of the list for granted', () => {
    expect(decodeAnswer({ password: 'p', allowed_units: ' trove/10  trove/2 ' })).toMatchObject({
      grants: [{ allowedUnits: ['trove/2', 'trove/10'] }],
    })
  })

  test('knows allowed_units without a prefix from a key with one', () => {
    const bag = decodeAnswer({ password: 'a', allowed_units: 'u/0', nova_password: 'b', nova_allowed_units: 'u/1' })
    expect(plain(bag)).toEqual({
      grants: [
        { prefix: '', password: { secret: 'a' }, allowedUnits: ['u/0'] },
        { prefix: 'nova', password: { secret: 'b' }, allowedUnits: ['u/1'] },
      ],
    })
  })

  test('takes certificates that are base64 of no text as they are, since readers upstream do not look into them', () => {
    const bag = { ssl_ca: 'cert', ssl_cert: '-----BEGIN CERTIFICATE-----', ssl_key: btoa('key') }
    expect(plain(decodeAnswer(bag))).toMatchObject({
      tls: { ca: 'cert', client: { cert: '-----BEGIN CERTIFICATE-----', key: { secret: 'key' } } },
    })
  })

  test.each([
    ['db_port', 'x'],
    ['db_port', '0'],
    ['db_port', '65536'],
    ['ssl_ca', '%%%'],
    ['ssl_key', '%%%'],
  ])('refuses %s=%s, naming the key and not the value', (key, value) => expectFault(decodeAnswer({ [key]: value }), key, value))

  test.each(['None', '1h', '-1'])('leaves out the timeout %j, which the database can be used without', (timeout) => {
    expect(decodeAnswer({ db_host: 'h', wait_timeout: timeout })).toEqual({ host: 'h', grants: [] })
  })

  test('is in maintenance only by the very text True', () => {
    expect(decodeAnswer({ 'cluster-series-upgrading': 'True' })).toEqual({ upgrading: true, grants: [] })
    expect(decodeAnswer({ 'cluster-series-upgrading': 'true' })).toEqual({ grants: [] })
  })
})

describe('recorded databags', () => {
  test.each(vectorNames)('%s can be read from both sides without a fault', (name) => {
    for (const bag of Object.values(vector(name).units)) expect([decodeAnswer(bag), decodeRequests(bag)].filter(isFault)).toEqual([])
  })

  test('certificates are base64', () => {
    expect(plain(decodeAnswer(vector('mysql-shared-3').databag))).toMatchObject({
      tls: { ca: 'foo\n', client: { cert: 'bar\n', key: { secret: 'foobar\n' } } },
    })
  })

  test('a prefixed answer', () => {
    expect(plain(decodeAnswer(vector('mysql-shared-13').databag))).toEqual({
      grants: [{ prefix: 'myprefix', password: { secret: '1234' }, allowedUnits: ['unit/1'] }],
    })
  })

  test.each(['mysql-shared-11', 'live/mysql-shared-01-keystone.requirer.keystone-1.unit'])(
    'the request %s is written again as it was',
    (name) => {
      const { databag } = vector(name)
      const decoded = decodeRequests(databag)
      const { 'egress-subnets': _egress, 'ingress-address': _ingress, ...own } = databag
      expect(applied({}, encodeRequests(isFault(decoded) ? [] : decoded))).toEqual(own)
    },
  )
})

describe('the connection URL', () => {
  const login = { host: '127.0.0.1', port: 3306, database: 'trove', username: 'trove', password: secret('pw') }

  test('names driver, credentials, host, port and schema', () => {
    expect(connectionUrl(login).reveal()).toBe('mysql+pymysql://trove:pw@127.0.0.1:3306/trove')
    expect(connectionUrl(login, { driver: 'mysql' }).reveal()).toBe('mysql://trove:pw@127.0.0.1:3306/trove')
    expect(String(connectionUrl(login))).toBe('***')
  })

  test('names the files of certificates', () => {
    const remote = { ...login, host: '10.5.2.30' }
    expect(connectionUrl(remote, { files: { ca: '/etc/ca' } }).reveal()).toMatch(/\/trove\?ssl_ca=\/etc\/ca$/)
    const files = { ca: '/a', client: { cert: '/b', key: '/c' } }
    expect(connectionUrl(remote, { files }).reveal()).toMatch(/\?ssl_ca=\/a&ssl_cert=\/b&ssl_key=\/c$/)
  })

  test.each(['127.0.0.1', '127.0.1.1', '::1', 'localhost'])('asks for no certificate for %s, where a router passes TLS on', (host) => {
    expect(connectionUrl({ ...login, host }, { files: { ca: '/etc/ca' } }).reveal()).toMatch(/\?ssl_ca=\/etc\/ca&ssl_check_hostname=false$/)
  })

  test('asks for one for every other host', () => {
    for (const host of ['localhost.example.com', '::10', 'x127.0.0.1', '12.7.0.1'])
      expect(connectionUrl({ ...login, host }, { files: { ca: '/etc/ca' } }).reveal()).toMatch(/ssl_ca=\/etc\/ca$/)
  })

  test('puts brackets around an IPv6 address and encodes what would end the part it stands in', () => {
    const url = connectionUrl({ ...login, host: '2001:db8::1', password: secret('p@/:#%') })
    expect(url.reveal()).toBe('mysql+pymysql://trove:p%40%2F%3A%23%25@[2001:db8::1]:3306/trove')
  })
})
