import type { RelationView, Secret } from '@charm-layers/relation'
import { expectTypeOf, test } from 'vitest'
import { type Database, type MysqlAnswer, type MysqlPrefixedRequest, type MysqlRequest, mysqlShared } from '../src/index.ts'

declare const view: RelationView
const ask = (_request: MysqlRequest): void => {}
const askPrefixed = (_request: MysqlPrefixedRequest): void => {}
const answer = (_answer: MysqlAnswer): void => {}
const schema = { database: 'd', username: 'u' }

test('what a client must not send does not compile', () => {
  ask(schema)
  askPrefixed({ schemas: { nova: schema, novaapi: schema, novacell0: schema } })
  // @ts-expect-error: a user is needed
  ask({ database: 'd' })
  // @ts-expect-error: any other key is a request of its own to modern providers
  ask({ ...schema, note: 'hello' })
  // @ts-expect-error: one address is announced, never a list in one text
  ask({ ...schema, hostname: '["a", "b"]' })
  // @ts-expect-error: the prefix ends at the first underscore
  askPrefixed({ schemas: { nova_api: schema } })
  // @ts-expect-error: mysql-router never answers a prefix that is part of its own
  askPrefixed({ schemas: { router: schema } })
  // @ts-expect-error: nor this one
  askPrefixed({ schemas: { sql: schema } })
  // @ts-expect-error: both providers drop this one from the answer
  askPrefixed({ schemas: { MRUP: schema } })
  // @ts-expect-error: percona-cluster passes over the prefixed ones then
  askPrefixed({ schemas: { '': schema, nova: schema } })
  // @ts-expect-error: mysql-innodb-cluster drops this one from the answer
  askPrefixed({ schemas: { MICUP: schema } })
  // @ts-expect-error: the own unit's addresses are a list, of which one is announced
  ask({ ...schema, addresses: '10.5.2.21' })
  // @ts-expect-error: the forms are not mixed
  askPrefixed({ database: 'd', username: 'u', schemas: { nova: schema } })
})

test('what a database must not answer does not compile', () => {
  const grants = [] as const
  answer({ host: 'h', port: 3306, grants })
  // @ts-expect-error: a password is a secret, not a text
  answer({ host: 'h', port: 3306, grants: [{ prefix: '', password: 'pw', allowedUnits: [] }] })
  // @ts-expect-error: a certificate of the client has a key, and needs an authority
  answer({ host: 'h', port: 3306, grants, tls: { client: { cert: 'PEM', key: {} as Secret } } })
  // @ts-expect-error: a client's key is a secret, not a text
  answer({ host: 'h', port: 3306, grants, tls: { ca: 'PEM', client: { cert: 'PEM', key: 'PEM' } } })
  // @ts-expect-error: a port is a number
  answer({ host: 'h', port: '3306', grants })
  // @ts-expect-error: there is one host for all prefixes
  answer({ port: 3306, grants: [{ prefix: 'nova', host: 'h', password: {} as Secret, allowedUnits: [] }] })
  // @ts-expect-error: the flag is there or not
  answer({ host: 'h', port: 3306, grants, upgrading: false })
  // @ts-expect-error: units are a list
  answer({ host: 'h', port: 3306, grants: [{ prefix: '', password: {} as Secret, allowedUnits: 'trove/0' }] })
})

test('data cannot be used before it is ready', () => {
  const state = mysqlShared.requires.read(view, schema)
  // @ts-expect-error: it may be absent
  void state.data
  if (state.state === 'ready') expectTypeOf(state.data).toEqualTypeOf<Database>()
})
