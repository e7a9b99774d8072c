import fc from 'fast-check'
import { anyTextOf, anyView, type FuzzTarget, reading, roundTrip, sideReads } from '../../../tools/fuzz/index.ts'
import { encodeConnection, pairsOf, splitStrings } from '../src/connection.ts'
import { connectionString, connectionUrl, pgsql } from '../src/index.ts'

const string = 'dbname=trove host=10.5.5.31 password=pw port=5432 user=trove'
const answers = anyView({
  master: [string, `${string} sslmode=require hostaddr=10.5.5.31`, 'host=None'],
  standbys: [string, `${string},${string}`, `${string}\n${string}`],
  'allowed-subnets': ['10.5.2.21/32'],
  'allowed-units': ['trove/0'],
  database: ['trove'],
  roles: ['a'],
  host: ['10.5.5.31'],
  port: ['5432'],
  user: ['trove'],
  password: ['pw'],
  state: ['master', 'hot standby'],
})
const requests = anyView({
  database: ['trove', 'a b'],
  roles: ['a,b'],
  extensions: ['citext', 'hstore(ext)'],
  'egress-subnets': ['10.5.5.21/32', 'None'],
  'ingress-address': ['10.5.5.21'],
  'private-address': ['10.5.5.21'],
})
const pieces = ['host', '=', "'", '\\', ' ', ',', '\n', '\t', 'dbname=', ',host=', 'a']
const value = fc.oneof(
  fc.string({ minLength: 1 }),
  fc.array(fc.constantFrom(...pieces), { minLength: 1 }).map((parts) => parts.join('')),
)

export const targets: readonly FuzzTarget[] = [
  sideReads('the answer, and makes a URL of it', answers, (view) => {
    const state = pgsql.requires.read(view, { database: 'trove' })
    if (state.state === 'ready') for (const one of [state.data.primary, ...state.data.standbys]) new URL(connectionUrl(one).reveal())
    return state
  }),
  sideReads('the request', requests, (view) => pgsql.provides.read(view)),
  reading('connection strings', anyTextOf(pieces), (text) => splitStrings(text).map(pairsOf)),
  roundTrip(
    'pairs of a connection string',
    fc.dictionary(fc.constantFrom('sslmode', 'options', 'application_name'), value, { noNullPrototype: true }),
    {
      write: (options) => connectionString({ host: 'h', port: 1, database: 'd', username: 'u', options }).reveal(),
      read: (text) => Object.fromEntries([...pairsOf(text)].filter(([key]) => !['host', 'port', 'dbname', 'user'].includes(key))),
    },
  ),
  roundTrip(
    'several connection strings',
    fc.array(
      value.filter((text) => !text.includes('\n')),
      { minLength: 1 },
    ),
    {
      write: (values) =>
        values.map((options) => encodeConnection({ host: 'h', port: 1, database: 'd', username: 'u', options: { options } })).join('\n'),
      read: (text) => splitStrings(text).map((one) => pairsOf(one).get('options')),
    },
  ),
]
