import { isFault, secret } from '@charm-layers/relation'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type AnswerBag, decodeAnswer, encodeAnswer } from '../src/answer.ts'
import { connectionString, connectionUrl, encodeConnection, pairsOf, splitStrings } from '../src/connection.ts'
import type { Connection } from '../src/index.ts'
import { decodeRequest, encodeRequest, type RequestTexts } from '../src/request.ts'
import { anyHost, anyName, applied, forAny, plain, vector, vectorNames } from './helpers.ts'

const text = fc.string({ minLength: 1 })
const port = fc.integer({ min: 1, max: 65535 })
const item = fc.stringMatching(/^[a-z_][a-z0-9_-]{0,8}$/)
// No value of a connection string holds a newline.
const value = fc.oneof(
  fc.string({ minLength: 1, unit: 'grapheme' }).filter((string) => !string.includes('\n')),
  fc.constantFrom("it's", 'a\\', "' '", 'x,dbname=y', 'x,host=y', ',', 'x,', 'a, b', '=', 'two words'),
)
const connection: fc.Arbitrary<Connection> = fc.record({
  host: anyHost,
  port,
  database: anyName,
  username: anyName,
  password: value.map(secret),
})
const sorted = (list: readonly Connection[]): readonly Connection[] =>
  [...list].sort((a, b) => (encodeConnection(a) < encodeConnection(b) ? -1 : 1))

const request: fc.Arbitrary<RequestTexts> = fc.record({ database: anyName, roles: text, extensions: text }, { requiredKeys: [] })
const answer: fc.Arbitrary<AnswerBag> = fc.record(
  {
    database: anyName,
    roles: text,
    extensions: text,
    primary: connection,
    standbys: fc.array(connection, { maxLength: 3 }).map(sorted),
    allowedSubnets: fc.uniqueArray(item, { maxLength: 3 }).map((list) => list.sort()),
    // Each number once and rising, so the list is in the order in which it is written.
    allowedUnits: fc
      .uniqueArray(fc.nat({ max: 200 }), { maxLength: 4 })
      .map((numbers) => numbers.sort((a, b) => a - b).map((number) => `trove/${number}`)),
    host: anyHost,
    port,
    username: anyName,
    password: text.map(secret),
    schema: fc.record({ username: text, password: text.map(secret) }),
    state: fc.constantFrom('standalone' as const, 'master' as const, 'hot standby' as const),
    version: fc.constantFrom('9.6', '12.12', '14', '16.1.2'),
  },
  { requiredKeys: ['standbys', 'allowedSubnets', 'allowedUnits'] },
)

test('the request databag gives back what was written', () => {
  forAny([request], (asked) => expect(decodeRequest(encodeRequest(asked))).toEqual(asked))
})

describe('the answer databag', () => {
  test.each(['None', ' 14', '14\n', '14; x', '${x}', 'http://x'])('passes over %j, which is no version', (version) => {
    expect(decodeAnswer({ version })).not.toHaveProperty('version')
  })

  test('gives back what was written', () => forAny([answer], (bag) => expect(plain(decodeAnswer(encodeAnswer(bag)))).toEqual(plain(bag))))

  test.each([
    ['port', '0'],
    ['port', '5432.0'],
    ['master', 'nonsense-of-hunter2'],
    ['master', 'dbname=d user=u password=hunter2'],
    ['master', 'dbname=d host=h user=u password=hunter2 port=x'],
  ])('refuses %s=%s, naming the key and not the value', (key, bad) => {
    const fault = decodeAnswer({ [key]: bad })
    expect(fault).toMatchObject({ state: 'invalid', key })
    expect(JSON.stringify(fault)).not.toContain('hunter2')
  })

  test('reads no list of servers that is longer than any is', () => {
    const good = 'dbname=d host=h user=u password=p'
    expect(decodeAnswer({ standbys: `${good}\n`.repeat(100) })).toMatchObject({ standbys: { length: 100 } })
    expect(decodeAnswer({ standbys: `${good}\n`.repeat(10_000) })).toMatchObject({ standbys: [] })
    expect(decodeAnswer({ master: `${good} ${' '.repeat(100_000)}` })).toMatchObject({ state: 'invalid', key: 'master' })
  })

  test('leaves out a standby that cannot be used', () => {
    const good = 'dbname=d host=h user=u password=p'
    const read = decodeAnswer({ standbys: `${good}\nnonsense\nhost=x port=y dbname=z user=u password=p` })
    expect(read).toMatchObject({ standbys: [{ host: 'h' }] })
  })

  test('takes what a connection string leaves out from the fields, and 5432 for the port', () => {
    expect(plain(decodeAnswer({ master: 'host = h', database: 'd', user: 'u', password: 'p' }))).toMatchObject({
      primary: { host: 'h', port: 5432, database: 'd', username: 'u', password: { secret: 'p' } },
    })
  })

  test('reads units parted by blanks and by commas', () => {
    expect(decodeAnswer({ 'allowed-units': 'trove/0 trove/1' })).toMatchObject({ allowedUnits: ['trove/0', 'trove/1'] })
    expect(decodeAnswer({ 'allowed-units': 'trove/0,trove/1' })).toMatchObject({ allowedUnits: ['trove/0', 'trove/1'] })
  })

  test('lists units once, sorted by number', () => {
    expect(encodeAnswer({ standbys: [], allowedSubnets: [], allowedUnits: ['t/10', 't/2', 't/2'] })['allowed-units']).toBe('t/2 t/10')
  })

  test.each(vectorNames)('of the recorded %s can be read from both sides without a fault', (name) => {
    for (const bag of Object.values(vector(name).units)) expect([decodeAnswer(bag), decodeRequest(bag)].filter(isFault)).toEqual([])
  })

  test('of the recorded first generation has host, user and password', () => {
    expect(plain(decodeAnswer(vector('pgsql-6').databag))).toEqual({
      host: 'dbserver.local',
      username: 'adam',
      password: { secret: 'foo' },
      standbys: [],
      allowedSubnets: [],
      allowedUnits: [],
    })
  })
})

describe('a connection string', () => {
  const login: Connection = { host: '10.5.5.31', port: 5432, database: 'trove', username: 'juju_trove', password: secret('Bq8nW2xK') }
  const bare = 'dbname=trove host=10.5.5.31 password=Bq8nW2xK port=5432 user=juju_trove'

  test('is written with its keys sorted, as servers do', () => {
    expect(encodeConnection(login)).toBe(bare)
    expect(connectionString(login).reveal()).toBe(bare)
    expect(String(connectionString(login))).toBe('***')
  })

  test('quotes blanks, escapes quotation marks and backslashes, and has no empty value', () => {
    const odd = { ...login, database: '', username: 'two words', password: secret("a'b\\c d") }
    expect(encodeConnection(odd)).toBe("host=10.5.5.31 password='a\\'b\\\\c d' port=5432 user='two words'")
  })

  test('with a newline is not written for others, who part strings there, but for libpq', () => {
    const odd = { ...login, password: secret('hunter\n2') }
    expect(() => encodeConnection(odd)).toThrow(/^connection string: password has a newline/)
    expect(() => encodeConnection({ ...login, host: 'a\n' })).toThrow(RangeError)
    expect(pairsOf(connectionString(odd).reveal()).get('password')).toBe('hunter\n2')
    expect(() => encodeConnection(odd)).not.toThrow(/hunter/)
  })

  test('is read with blanks around the sign and keys that are unknown', () => {
    const pairs = pairsOf("host = 'a b'  password=it\\'s sslmode=require dbname='' port= 5433")
    expect(Object.fromEntries(pairs)).toEqual({ host: 'a b', password: "it's", sslmode: 'require', dbname: '', port: '5433' })
  })

  test('is read as far as it is one', () => {
    expect(Object.fromEntries(pairsOf('host=h garbage password=x'))).toEqual({ host: 'h' })
    expect(Object.fromEntries(pairsOf("host=h password='open"))).toEqual({ host: 'h' })
    expect(Object.fromEntries(pairsOf('=h'))).toEqual({})
  })

  test.each([
    ['newlines', '\n'],
    ['commas', ','],
    ['newlines and blanks', ' \n '],
    ['commas and blanks', ', '],
  ])('is one of several that are parted by %s', (_name, separator) => {
    const other = bare.replace('31', '32')
    expect(splitStrings([bare, other, bare].join(separator))).toEqual([bare, other, bare])
  })

  test('is told from the next by a key that is sorted before dbname too', () => {
    const named = `application_name=app ${bare}`
    expect(splitStrings(`${named},${named}`)).toEqual([named, named])
  })

  test('is told from the next by host, too, which pgbouncer begins with', () => {
    const [one, other] = ['h1', 'h2'].map((host) => `host=${host} dbname=d port=5432 user=u password=p`)
    expect(splitStrings(`${one},${other}`)).toEqual([one, other])
    expect(splitStrings('dbname=d, host=h')).toEqual(['dbname=d, host=h'])
  })

  test('keeps commas that part nothing', () => {
    expect(splitStrings("dbname=d password=a,b user='x,dbname=y'")).toEqual(["dbname=d password=a,b user='x,dbname=y'"])
  })

  test('becomes a URL, encoding what would end the part it stands in', () => {
    expect(connectionUrl(login).reveal()).toBe('postgresql://juju_trove:Bq8nW2xK@10.5.5.31:5432/trove')
    const odd = connectionUrl({ ...login, host: '2001:db8::1', password: secret('p@/:#%\ud800') }, 'postgresql+psycopg2')
    expect(odd.reveal()).toBe('postgresql+psycopg2://juju_trove:p%40%2F%3A%23%25%EF%BF%BD@[2001:db8::1]:5432/trove')
    expect(JSON.stringify({ odd })).toBe('{"odd":"***"}')
  })

  test('of any text is parted and read without an error', () =>
    forAny([fc.string({ unit: fc.constantFrom("'", '\\', ',', '=', ' ', '\n', 'dbname', 'x') })], (string) => {
      for (const part of splitStrings(string)) expect(pairsOf(part)).toBeInstanceOf(Map)
    }))

  test('keeps nothing of the values that are written empty', () => {
    expect(applied({}, encodeAnswer({ standbys: [], allowedSubnets: [], allowedUnits: [] }))).toEqual({})
  })
})
