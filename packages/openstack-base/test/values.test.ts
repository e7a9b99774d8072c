import { secret } from '@charm-layers/charm'
import { describe, expect, test } from 'vitest'
import { clientHost, inside, unitAddress, urlHost } from '../src/addresses.ts'
import { parseConfigFlags } from '../src/features/common/config-flags.ts'
import { workerCount } from '../src/features/common/workers.ts'
import { isAtLeast, releaseOfVersion, since } from '../src/releases.ts'
import { findUnsafe } from '../src/render/control.ts'
import { formats } from '../src/render/formats.ts'
import { osloSection } from '../src/render/oslo-config.ts'
import { mapTexts } from '../src/render/values.ts'

const oslo = formats['oslo.config']

describe('a value of oslo.config', () => {
  test('keeps its dollar signs, its quotes and its blanks', () => {
    expect(oslo.write('pa$$word')).toBe('pa$$$$word')
    expect(oslo.write('"quoted"')).toBe('""quoted""')
    expect(oslo.write(' padded ')).toBe('" padded "')
    expect(oslo.write('a=b # c')).toBe('a=b # c')
  })

  test.each(['a\nb', 'a\rb', 'a\u0000b', 'a\u2028b'])('with a control character is refused: %j', (value) => {
    expect(oslo.refuses(value)).toContain('control character')
    expect(() => osloSection('db', { value })).toThrow('control character')
    expect(findUnsafe({ fine: 'x', deep: { list: ['y', secret(value)] } })?.path).toBe('deep.list')
  })

  test.each(['\\$own_key', 'a\\$', '\\\\$x', '\ud800'])('that its reader would take for another is refused: %j', (value) => {
    expect(oslo.refuses(value)).toMatch(/cannot/)
  })

  test('that is secret comes out in clear only where it is written', () => {
    expect(mapTexts({ password: secret('p$w') }, (text) => oslo.write(text))).toEqual({ password: 'p$$w' })
    expect(osloSection('db', { connection: secret('mysql://x'), unset: undefined, debug: true })).toBe(
      '[db]\nconnection = mysql://x\ndebug = true',
    )
  })
})

describe('config-flags', () => {
  test.each([
    ['', []],
    ['a=1', [['a', '1']]],
    [
      'key1=v1, key2=a,b,c, key3=z',
      [
        ['key1', 'v1'],
        ['key2', 'a,b,c'],
        ['key3', 'z'],
      ],
    ],
  ])('%j', (text, flags) => {
    expect(parseConfigFlags(text)).toEqual({ flags: flags.map(([key, value]) => ({ key, value })) })
  })

  test.each(['a', 'a==1', '=1', 'a=1=2', '[other]=1', 'a: 1'])('%j is refused', (text) => {
    expect(parseConfigFlags(text)).toHaveProperty('problem')
  })
})

test.each([
  [2, undefined, 4],
  [1, undefined, 2],
  [16, undefined, 4],
  [16, 1, 16],
  [8, 0.5, 4],
  [8, 0, 1],
])('%d processors and factor %s make %d workers', (cpus, factor, workers) => {
  expect(workerCount(cpus, factor)).toBe(workers)
})

describe('releases', () => {
  test('compare by age, not by letter', () => {
    expect(isAtLeast('antelope', 'zed')).toBe(true)
    expect(isAtLeast('yoga', 'zed')).toBe(false)
  })

  test('the newest value that is not too new is taken', () => {
    expect(since({ yoga: 1, caracal: 2 }, 'bobcat')).toBe(1)
    expect(since({ yoga: 1, caracal: 2 }, 'epoxy')).toBe(2)
    expect(since({ caracal: 2 }, 'zed')).toBeUndefined()
  })

  test('are told by the longest part of the version that the table knows', () => {
    const table = { 18: 'zed', '18.1': 'antelope', '2023.1': 'bobcat' } as const
    expect(releaseOfVersion(table, '1:18.0.0-2')).toBe('zed')
    expect(releaseOfVersion(table, '18.1.3-1')).toBe('antelope')
    expect(releaseOfVersion(table, '2023.1.5')).toBe('bobcat')
    expect(releaseOfVersion(table, '180.0')).toBeUndefined()
  })
})

describe('addresses', () => {
  const question = {
    type: 'public',
    options: {},
    network: () => ({ address: '10.0.0.1', addresses: [{ address: '10.0.0.1', cidr: '10.0.0.0/24' }] }),
    host: { addresses: ['10.0.0.1', '10.5.0.9', 'fd00::5'] },
    virtual: { all: [], serving: [], isUnclear: false },
  } as const

  test('an operator knows best: host name, then network, then binding', () => {
    const options = { 'os-public-hostname': 'db.{service_name}.example', 'os-public-network': '10.5.0.0/16' }
    expect(clientHost({ ...question, options }, 'trove')).toEqual({ address: 'db.trove.example' })
    expect(unitAddress({ ...question, options })).toEqual({ address: '10.5.0.9' })
    expect(clientHost(question, 'trove')).toEqual({ address: '10.0.0.1' })
  })

  test.each([
    ['trove.example.com', 'trove.example.com'],
    ['db-{service_name}.example.com.', 'db-trove.example.com.'],
    ['10.5.0.9', '10.5.0.9'],
    ['fd00::5', 'fd00::5'],
    ['[fd00::5]', 'fd00::5'],
  ])('%s is the name %s', (name, expected) => {
    expect(clientHost({ ...question, options: { 'os-public-hostname': name } }, 'trove')).toEqual({ address: expected })
  })

  test.each([
    'http://trove.example.com',
    'trove.example.com:8779',
    'x y',
    '-x',
    'a..b',
    'a/b',
    'a\nb',
    '%(x)s',
    'fe80::1%eth0',
    '10.5.0.256',
    '10.5.0.0/16',
    'x'.repeat(64),
    '{application}.example.com',
  ])('%j is no host name', (name) => {
    expect(clientHost({ ...question, options: { 'os-public-hostname': name } }, 'trove')).toEqual({
      problem: "option 'os-public-hostname' is neither a host name, such as {service_name}.example.com, nor an address",
    })
    // The host name does not count for the addresses that units tell each other.
    expect(unitAddress({ ...question, options: { 'os-public-hostname': name } })).toEqual({ address: '10.0.0.1' })
  })

  test('a binding without an address is named', () => {
    expect(unitAddress({ ...question, network: () => undefined })).toEqual({ problem: "no address is known on the binding 'public'" })
  })

  test.each(['10.0.0.0', '10.0.0.0/33', 'x/8', '10.0.0.0/'])('%s is no network', (cidr) => {
    expect(inside(['10.0.0.1'], cidr)).toBeUndefined()
  })

  test('IPv6 works as well', () => {
    expect(inside(question.host.addresses, 'fd00::/64')).toEqual(['fd00::5'])
    expect(urlHost('fd00::5')).toBe('[fd00::5]')
    expect(urlHost('db.example')).toBe('db.example')
  })
})
