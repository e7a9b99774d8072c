import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { completeView, type Databag, invalid, secret } from '../src/index.ts'
import {
  applicationOf,
  byUnit,
  clearKeys,
  commaList,
  databaseUrl,
  defined,
  definedOrFault,
  groupsByPrefix,
  isInside,
  isJujuKey,
  missingKeys,
  numberOf,
  parseJson,
  pemFromBase64,
  pemOf,
  portOf,
  pythonJson,
  secretOf,
  sortedUnits,
  splitPrefix,
  textsIn,
  toBase64,
  urlHost,
  urlText,
  withPrefix,
  wordList,
} from '../src/wire/index.ts'
import { runs } from './runs.ts'

const json = fc.letrec<{ value: Parameters<typeof pythonJson>[0] }>((tie) => ({
  value: fc.oneof(fc.string({ unit: 'binary' }), fc.array(tie('value')), fc.dictionary(fc.string(), tie('value'))),
})).value

describe('numbers', () => {
  test.for([
    ['0', 0],
    ['00042', 42],
    ['999999999999999', 999999999999999],
    ['9999999999999999', undefined],
    ['-1', undefined],
    ['1.5', undefined],
    [' 1', undefined],
    ['', undefined],
    [undefined, undefined],
  ] as const)('reads %s as %s', ([text, number]) => expect(numberOf(text)).toBe(number))

  test.for([
    ['1', 1],
    ['65535', 65535],
    ['0', undefined],
    ['65536', undefined],
    ['000080', undefined],
    [undefined, undefined],
  ] as const)('reads port %s as %s', ([text, port]) => expect(portOf(text)).toBe(port))
})

describe('texts and lists', () => {
  test('a prefix that was put in front is split off again', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]*$/), fc.stringMatching(/^[a-z]+$/), (prefix, name) => {
        expect(splitPrefix(withPrefix(prefix, name))).toEqual([prefix, name])
      }),
      runs,
    )
    expect(splitPrefix('_key')).toEqual(['', '_key'])
  })

  test('lists lose blanks and empty items', () => {
    expect(commaList(' a, b c,,')).toEqual(['a', 'b c'])
    expect(wordList(' a, b\nc ,')).toEqual(['a', 'b', 'c'])
    expect([commaList(undefined), wordList('')]).toEqual([[], []])
    expect(textsIn(['a', 1, null, 'b'])).toEqual(['a', 'b'])
    expect(textsIn('abc')).toEqual([])
  })

  test('units are in the order of their numbers, applications in that of their names, what is no unit in front', () => {
    expect(sortedUnits(['b/1', 'a/10', 'a/9', 'a/9', 'a/x'])).toEqual(['a/x', 'a/9', 'a/10', 'b/1'])
    expect(byUnit('a/1', 'a/1')).toBe(0)
    expect(applicationOf('trove-api/12')).toBe('trove-api')
  })

  test('a text that must not be shown is not there when it is empty', () => {
    expect(secretOf({ password: 'pw' }, 'password')?.reveal()).toBe('pw')
    expect([secretOf({}, 'password'), secretOf({ password: '' }, 'password')]).toEqual([undefined, undefined])
  })
})

describe('keys', () => {
  const bag = { units_allowed: 'a', b_units_allowed: 'b', a_name: 'c', name: '', c_other: 'd', __proto___name: 'e' }

  test('of a group are those with the same prefix, and a name with an underscore is no prefix', () => {
    expect([...groupsByPrefix(bag, ['units_allowed', 'name'])]).toEqual([
      ['', { units_allowed: 'a' }],
      ['a', { name: 'c' }],
      ['b', { units_allowed: 'b' }],
    ])
  })

  test('that are not to stay are written empty', () => {
    expect(clearKeys({ ...bag, 'egress-subnets': 'x' }, (key) => !isJujuKey(key) && !key.includes('name'))).toEqual({
      units_allowed: '',
      b_units_allowed: '',
      c_other: '',
    })
  })

  test('that no unit has written are missing; all are when no bag holds them together', () => {
    const missing = (...bags: readonly Databag[]): readonly string[] =>
      missingKeys(completeView({ remoteUnits: new Map(bags.map((bag, number) => [`a/${number}`, bag])) }), ['a', 'b'])
    expect([missing(), missing({ a: '1' }, { b: '' }), missing({ a: '1' }, { b: '2' })]).toEqual([['a', 'b'], ['b'], ['a', 'b']])
  })
})

describe('fields', () => {
  test('that are undefined are left out', () => expect(defined<{ a?: 1; b?: 2 }>({ a: 1, b: undefined })).toEqual({ a: 1 }))

  test('that could not be read give the first fault instead of the whole', () => {
    const fault = invalid('b', 'is wrong')
    expect(definedOrFault<{ a?: 1; b?: 2 }>({ a: 1, b: undefined })).toEqual({ a: 1 })
    expect(definedOrFault<{ a: 1; b: 2; c: 3 }>({ a: 1, b: fault, c: invalid('c', 'is wrong too') })).toBe(fault)
  })
})

describe('JSON', () => {
  test('is as Python writes it', () => {
    expect(pythonJson({ b: ['ä', '\u007f'], a: { c: '"' } })).toBe('{"a": {"c": "\\""}, "b": ["\\u00e4", "\\u007f"]}')
    expect(pythonJson({ b: ['x', 'y'], a: {} }, true)).toBe('{"a":{},"b":["x","y"]}')
  })

  test('reads back what was written', () => {
    fc.assert(
      fc.property(json, fc.boolean(), (value, compact) => {
        expect(parseJson(pythonJson(value, compact))).toEqual(value)
      }),
      runs,
    )
    expect(parseJson('{')).toBeUndefined()
  })
})

describe('base64', () => {
  test('reads back what was written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(pemFromBase64(toBase64(text))).toBe(text.toWellFormed())
      }),
      runs,
    )
  })

  test('takes PEM as it is, and says which key holds neither', () => {
    expect(pemFromBase64('-----BEGIN X')).toBe('-----BEGIN X')
    expect(pemOf({ ca: '%' }, 'ca')).toEqual({ state: 'invalid', key: 'ca', why: 'is not base64 text' })
    expect([pemOf({}, 'ca'), pemOf({ ca: '' }, 'ca')]).toEqual([undefined, undefined])
  })
})

describe('hosts', () => {
  test('a URL of a database encodes what would end the part that it stands in, and is a secret', () => {
    const login = { host: '::1', port: 3306, database: 'd', username: 'u', password: secret('p@/:#%') }
    expect(databaseUrl('mysql', login, '?a=b').reveal()).toBe('mysql://u:p%40%2F%3A%23%25@[::1]:3306/d?a=b')
    expect(String(databaseUrl('mysql', login))).toBe('***')
  })
  test('IPv6 stands in brackets, once', () => {
    expect(['::1', '[::1]', '10.0.0.1', 'name'].map(urlHost)).toEqual(['[::1]', '[::1]', '10.0.0.1', 'name'])
  })
  test('half a surrogate pair does not throw', () => expect(urlText('p@ss/\ud800')).toBe('p%40ss%2F%EF%BF%BD'))
  test.for([
    ['10.5.2.3', '10.5.0.0/16', true],
    ['10.6.2.3', '10.5.0.0/16', false],
    ['fe80::1', 'fe80::/10', true],
    ['10.5.2.3', 'fe80::/10', false],
    ['name', '10.5.0.0/16', undefined],
    ['10.5.2.3', '10.5.0.0', undefined],
    ['10.5.2.3', '10.5.0.0/33', undefined],
  ] as const)('%s in %s: %s', ([address, network, is]) => expect(isInside(address, network)).toBe(is))
})
