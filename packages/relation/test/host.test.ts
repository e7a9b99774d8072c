import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hostOf, parseAddress, parseHost, parseNetwork, parseUrl, portOf } from '../src/wire/index.ts'
import { runs } from './runs.ts'

describe('a host', () => {
  test.each([
    '10.5.1.31',
    '127.0.0.1',
    '2001:db8::31',
    '::1',
    '::ffff:10.5.1.31',
    '1:2:3:4:5:6:7:8',
    'FE80::1',
    'rabbithost',
    'dbserver.local',
    'juju-9f3c1a-4',
    'a',
    '3com.example',
    'xn--bcher-kva.example',
    'db.example.com.',
    'None.example',
    'my_service',
    '_dmarc.example',
    'node1.my_net',
    `${'a'.repeat(63)}.b`,
  ])('is read: %s', (text) => {
    expect(parseHost(text)).toBe(text)
  })

  test('has no brackets once it is read', () => {
    expect(parseHost('[2001:db8::31]')).toBe('2001:db8::31')
  })

  test.each([
    '',
    ' ',
    'None',
    'none',
    'null',
    'NULL',
    'nil',
    'undefined',
    'NaN',
    'True',
    '__null__',
    '10.5.1.31 ',
    ' 10.5.1.31',
    '10.5.1.31\n',
    '10.5 .1.31',
    '\ufeff10.5.1.31',
    '10.5.1.31\0',
    'host\u00a0',
    '"10.5.2.30"',
    "'10.5.2.30'",
    '`host`',
    '["10.5.2.30"]',
    "['10.5.2.30']",
    '{}',
    '[]',
    '10.0.0.1,10.0.0.2',
    '10.0.0.1 10.0.0.2',
    'a;b',
    'a|b',
    '$HOST',
    '$(host)',
    '{{ host }}',
    '%s',
    '*',
    '*.example.com',
    '10.5.2.30/x?y=@z',
    'host/path',
    'host:5672',
    '10.5.1.31:5672',
    'user@host',
    'http://host',
    '10.5.1.31/32',
    'host?x',
    'host#x',
    '256.1.1.1',
    '10.5.1',
    '10.5.1.31.7',
    '010.1.1.1',
    '10.5.1.031',
    '1',
    '0x7f000001',
    '0x7f.0.0.0x1',
    '10.5.1.',
    'host.0',
    '2130706433',
    'fe80::1%eth0',
    '[fe80::1%25eth0]',
    '[2001:db8::31',
    '2001:db8::31]',
    '[[::1]]',
    '[10.5.1.31]',
    '[host]',
    '[]',
    '1::2::3',
    ':::',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '12345::1',
    '::1.2.3.4.5',
    '::256.1.1.1',
    '1.2.3.4::',
    'g::1',
    '-host',
    'host-',
    'a..b',
    '.host',
    'a.-b.c',
    `${'a'.repeat(64)}.b`,
    'a.'.repeat(130),
    'bücher.example',
    'hоst',
    '１０.5.1.31',
  ])('is not %j', (text) => {
    expect(parseHost(text)).toBeUndefined()
  })

  test('of ten megabytes costs nothing', () => {
    const started = performance.now()
    for (const text of ['a', 'a.', '1:', '[', '::', '-', '0'].map((part) => part.repeat(10_000_000 / part.length))) {
      expect([parseHost(text), parseAddress(text), parseNetwork(text), parseUrl(text), parseUrl(`http://${text}`)]).toEqual(
        Array.from({ length: 5 }, () => undefined),
      )
    }
    expect(performance.now() - started).toBeLessThan(1000)
  })

  test('stands in a URL alone, whatever its text', () =>
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[\w.:[\]%/@?#\\-]{1,20}$/)), (text) => {
        const host = parseHost(text)
        if (host === undefined) return
        const url = new URL(`rabbit://u:p@${host.includes(':') ? `[${host}]` : host}:5672/v`)
        expect([url.username, url.password, url.port, url.pathname, url.search, url.hash]).toEqual(['u', 'p', '5672', '/v', '', ''])
      }),
      runs,
    ))

  test('is a fault with the name of its key, and without the value', () => {
    expect(hostOf({ db_host: 'None' }, 'db_host')).toEqual({
      state: 'invalid',
      key: 'db_host',
      why: 'is neither a host name nor an IP address',
    })
    expect(hostOf({}, 'db_host')).toBeUndefined()
  })
})

describe('a network', () => {
  test.each(['10.5.2.0/24', '0.0.0.0/0', '10.5.2.21/32', '2001:db8::/64', '::/0', '2001:db8::1/128'])('is read: %s', (text) => {
    expect(parseNetwork(text)).toBe(text)
  })

  test.each([
    '',
    'None',
    '10.5.2.0',
    '10.5.2.0/',
    '/24',
    '10.5.2.0/33',
    '10.5.2.0/024',
    '10.5.2.0/24/8',
    '10.5.2/24',
    '10.5.2.0/255.255.255.0',
    '2001:db8::/129',
    '10.5.2.0/24,10.5.3.0/24',
    ' 10.5.2.0/24',
    'host/24',
    '[2001:db8::]/64',
    '10.5.2.0/1e1',
    '10.5.2.0/-1',
  ])('is not %j', (text) => {
    expect(parseNetwork(text)).toBeUndefined()
  })
})

describe('a port', () => {
  test.each(['0', '70000', '1e3', '80abc', ' 80', '-1', '0x50', '80.0', '', '１', '5672,5671'])('is not %j', (text) => {
    expect(portOf(text)).toBeUndefined()
  })
})

describe('a URL', () => {
  test.each([
    'http://10.5.0.30:5000/v3',
    'https://keystone.example.com',
    'http://keystonepublic.local:80/keystone',
    'http://[2001:db8::1]:35357/v3',
    'http://10.5.0.20:8779/v1.0/$(tenant_id)s',
    'http://h/v1/%(tenant_id)s',
    'http://h/swift/v1/AUTH_$(project_id)s',
    'http://h//x/',
  ])('is read: %s', (text) => {
    expect(parseUrl(text)).toBe(text)
  })

  test.each([
    '',
    'None',
    'ftp://h',
    'gopher://h',
    'http://',
    'http:///x',
    'http://None:5000',
    'http://u:p@h/',
    'http://h@x/',
    'HTTP://h',
    '//h',
    'h',
    'http://h:0',
    'http://h:70000',
    'http://h:',
    'http://h:05000',
    'http://h:80abc',
    'http://2001:db8::1/',
    'http://[::1',
    'http://[h]/',
    'http://h/?x',
    'http://h/#x',
    'http://h?x',
    'http://h/a b',
    'http://h/"',
    "http://h/'",
    'http://h/\\',
    'http://h/\n',
    ' http://h',
    '"http://h"',
    'http://256.1.1.1/',
    'http://h,g/',
    'http://bücher.example/',
    'http://h/ü',
    'http://h/{x}',
    'http://h/<x>',
  ])('is not %j', (text) => {
    expect(parseUrl(text)).toBeUndefined()
  })
})
