import { describe, expect, test } from 'vitest'
import { parseLabel, parseName } from '../src/wire/index.ts'

describe('a name', () => {
  test.each([
    'trove',
    'nova_api',
    'nova-cell0',
    'juju_trove',
    'ec2_nova_s3',
    'user@realm',
    '9db',
    '_x',
    'pgbouncer_user_4_test_db_admin_3una',
  ])('is read: %s', (text) => {
    expect(parseName(text)).toBe(text)
  })

  test.each([
    '',
    'None',
    'null',
    'a b',
    ' a',
    'a ',
    '"a"',
    "a'b",
    'a`b',
    'a;b',
    'a\\b',
    'a/b',
    '../x',
    '.x',
    '-x',
    '--help',
    '*',
    '%',
    'a\nb',
    'a\0',
    'bücher',
    '$(x)',
    '{a}',
    'a,b',
    'a'.repeat(129),
  ])('is not %j', (text) => {
    expect(parseName(text)).toBeUndefined()
  })
})

describe('a text of one line', () => {
  test.each(['RegionOne', 'RegionOne RegionTwo', 'prod (eu)', 'Zürich', "it's", 'service_domain', '"a" and "b', '東京'])(
    'is read: %s',
    (text) => {
      expect(parseLabel(text)).toBe(text)
    },
  )

  test.each([
    '',
    ' ',
    'None',
    'NULL',
    ' a',
    'a ',
    'a\nb',
    'a\tb',
    'a\0b',
    '\u2028a',
    'a\u2028b',
    '\u202ea',
    '\ufeffa',
    '\ud800',
    '"RegionOne"',
    "'x'",
    'a'.repeat(256),
  ])('is not %j', (text) => {
    expect(parseLabel(text)).toBeUndefined()
  })
})
