import { isFault, secret } from '@charm-layers/relation'
import { isNullWord } from '@charm-layers/relation/wire'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type AnswerBag, decodeAnswer, encodeAnswer, transportUrl } from '../src/answer.ts'
import { type ClientRequest, decodeRequests, encodeRequests } from '../src/request.ts'
import { anyHost, anyLabel, anyName, applied, expectReadable, forAny, plain, testRefusals, vector, vectorNames } from './helpers.ts'

const text = fc.string({ minLength: 1 })
const prefix = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/).filter((text) => !isNullWord(text))
const expiry = fc.record({ name: anyName, queues: anyLabel.filter((queues) => !queues.startsWith('-')), milliseconds: fc.nat() })
const present = fc.constant(true as const)
/** An expiry in another virtual host is not read. */
const effective = ({ expiry, ...rest }: ClientRequest): ClientRequest =>
  expiry === undefined || rest.vhost !== 'openstack' ? rest : { ...rest, expiry }
const vhost = fc.oneof(fc.constantFrom('openstack', '/', '/a/b'), anyName)

const single: fc.Arbitrary<readonly ClientRequest[]> = fc
  .record({ prefix: fc.constant(''), username: anyName, vhost, admin: present, expiry }, { requiredKeys: ['prefix', 'username', 'vhost'] })
  .map((request) => [request])
const prefixed: fc.Arbitrary<readonly ClientRequest[]> = fc
  .uniqueArray(fc.record({ prefix, username: anyName, vhost, expiry }, { requiredKeys: ['prefix', 'username', 'vhost'] }), {
    selector: (request) => request.prefix,
    maxLength: 4,
  })
  .map((requests) => requests.sort((a, b) => (a.prefix < b.prefix ? -1 : 1)))

const answer: fc.Arbitrary<AnswerBag> = fc.record(
  {
    address: anyHost,
    hostname: anyHost,
    password: text.map(secret),
    sslPort: fc.integer({ min: 1, max: 65535 }),
    sslCa: fc.string({ minLength: 1, unit: 'grapheme' }),
    clustered: present,
    vip: anyHost,
    haVipOnly: present,
    haQueues: present,
    prefixed: fc.dictionary(prefix, text.map(secret), { minKeys: 1, maxKeys: 3 }),
  },
  { requiredKeys: [] },
)

describe('the request databag', () => {
  test('gives back what was written, in either form', () =>
    forAny([fc.oneof(single, prefixed)], (requests) => expect(decodeRequests(encodeRequests(requests))).toEqual(requests.map(effective))))

  test('takes the plain form when both are complete', () => {
    const bag = { username: 'trove', vhost: 'openstack', nova_username: 'nova', nova_vhost: 'openstack' }
    expect(decodeRequests(bag)).toEqual([{ prefix: '', username: 'trove', vhost: 'openstack' }])
  })

  test('reads prefixed requests, the prefix ending at the first underscore, while the plain one is incomplete', () => {
    const bag = { username: 'trove', 'nova-cell_username': 'nova', 'nova-cell_vhost': 'cell_1', other_vhost: 'x' }
    expect(decodeRequests(bag)).toEqual([{ prefix: 'nova-cell', username: 'nova', vhost: 'cell_1' }])
  })

  test('takes any text of admin for yes, as rabbitmq-server does', () => {
    expect(decodeRequests({ username: 'a', vhost: 'b', admin: 'False' })).toEqual([{ prefix: '', username: 'a', vhost: 'b', admin: true }])
  })

  test('has an expiry only when all three keys are there', () => {
    const login = { username: 'a', vhost: 'openstack' }
    expect(decodeRequests({ ...login, ttl: '5', ttlname: 'n' })).toEqual([{ prefix: '', ...login }])
  })

  test.each(['5', 'soon'])('passes over an expiry in another virtual host, whatever its number (%s)', (ttl) => {
    const login = { username: 'a', vhost: 'b' }
    expect(decodeRequests({ ...login, ttl, ttlname: 'n', ttlreg: 'r' })).toEqual([{ prefix: '', ...login }])
  })

  test('names the key of an expiry that is no number', () => {
    expect(decodeRequests({ username: 'a', vhost: 'openstack', ttl: 'soon', ttlname: 'n', ttlreg: 'r' })).toMatchObject({
      state: 'invalid',
      key: 'ttl',
    })
    expect(decodeRequests({ x_username: 'a', x_vhost: 'openstack', x_ttl: '-1', x_ttlname: 'n', x_ttlreg: 'r' })).toMatchObject({
      key: 'x_ttl',
    })
  })
})

describe('the answer databag', () => {
  test('gives back what was written', () => forAny([answer], (bag) => expect(plain(decodeAnswer(encodeAnswer(bag)))).toEqual(plain(bag))))

  test('is spelt as rabbitmq-server spells it', () => {
    const bag = encodeAnswer({
      address: '10.5.1.31',
      hostname: '10.5.1.31',
      password: secret('pw'),
      sslPort: 5671,
      sslCa: 'PEM\n',
      clustered: true,
      vip: '10.5.1.30',
      haVipOnly: true,
      haQueues: true,
    })
    expect(bag).toEqual({
      'private-address': '10.5.1.31',
      hostname: '10.5.1.31',
      password: 'pw',
      ssl_port: '5671',
      ssl_ca: 'UEVNCg==',
      ssl_cert: '',
      ssl_key: '',
      clustered: 'true',
      vip: '10.5.1.30',
      'ha-vip-only': 'true',
      ha_queues: 'True',
    })
  })

  test('takes an authority that was not encoded as it is', () => {
    expect(decodeAnswer({ ssl_ca: '-----BEGIN CERTIFICATE-----\n' })).toMatchObject({ sslCa: '-----BEGIN CERTIFICATE-----\n' })
  })

  test('takes an authority that is base64 of no text as it is, since readers upstream do not look into it', () => {
    expect(decodeAnswer({ ssl_ca: 'cert' })).toMatchObject({ sslCa: 'cert' })
  })

  testRefusals(decodeAnswer, {
    ssl_port: ['0', '65536', '5671.0'],
    ssl_ca: ['%%%'],
    'private-address': ['None', '10.5.1.31 ', 'a,b', 'fe80::1%eth0'],
    vip: ['None', '10.5.1.30 10.5.1.31', '10.5.1.30/24'],
  })

  test('passes over a host name that no reader connects to', () => {
    expect(decodeAnswer({ hostname: 'None' })).toEqual({})
  })
})

describe('recorded databags', () => {
  test.each(vectorNames)('%s can be read without a fault', (name) => {
    const { side, units } = vector(name)
    expectReadable(units, side === 'requirer' ? decodeRequests : decodeAnswer)
  })

  test.each(vectorNames.filter((name) => name.startsWith('live/')))('%s is written again byte for byte', (name) => {
    const { databag } = vector(name)
    const decoded = decodeAnswer(databag)
    const { 'egress-subnets': _egress, 'ingress-address': _ingress, ...own } = databag
    expect(applied({}, encodeAnswer(isFault(decoded) ? {} : decoded))).toEqual(own)
  })

  test('the request that asks for an expiry', () => {
    expect(decodeRequests(vector('rabbitmq-7').databag)).toEqual([
      {
        prefix: '',
        username: 'heat',
        vhost: 'openstack',
        expiry: { name: 'heat_expiry', queues: 'heat-engine-listener|engine_worker', milliseconds: 3600000 },
      },
    ])
  })

  test('the password of a prefixed request', () => {
    expect(plain(decodeAnswer(vector('rabbitmq-11').databag))).toEqual({ prefixed: { some: { secret: 'new-password' } } })
  })

  test('TLS switched off by empty values', () => {
    expect(decodeAnswer(vector('rabbitmq-9').databag)).toEqual({})
  })
})

describe('the transport URL', () => {
  const login = { username: 'trove', vhost: 'openstack' }

  test('repeats the credentials for each host', () => {
    const url = transportUrl({ hosts: ['10.5.1.31', '10.5.1.32'], port: 5671, password: secret('k3V') }, login)
    expect(url.reveal()).toBe('rabbit://trove:k3V@10.5.1.31:5671,trove:k3V@10.5.1.32:5671/openstack')
    expect(`${String(url)} ${JSON.stringify({ url })}`).toBe('*** {"url":"***"}')
  })

  test('puts brackets around IPv6 addresses', () => {
    const url = transportUrl({ hosts: ['2001:db8::1', '[2001:db8::2]'], port: 5672, password: secret('pw') }, login)
    expect(url.reveal()).toBe('rabbit://trove:pw@[2001:db8::1]:5672,trove:pw@[2001:db8::2]:5672/openstack')
  })

  test('encodes what would end the part it stands in', () => {
    const url = transportUrl({ hosts: ['h'], port: 5672, password: secret('p@s/s:w#d\ud800') }, { username: 'u@x', vhost: '/a b' })
    expect(url.reveal()).toBe('rabbit://u%40x:p%40s%2Fs%3Aw%23d%EF%BF%BD@h:5672/%2Fa%20b')
  })
})
