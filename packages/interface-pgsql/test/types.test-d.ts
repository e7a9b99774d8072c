import type { RelationView, Secret } from '@charm-layers/relation'
import { expectTypeOf, test } from 'vitest'
import { type PgsqlAnswer, type PgsqlRequest, type Postgres, pgsql } from '../src/index.ts'

declare const view: RelationView
declare const password: Secret
const ask = (_request: PgsqlRequest): void => {}
const answer = (_answer: PgsqlAnswer): void => {}

test('what a client must not send does not compile', () => {
  ask({})
  ask({ database: 'trove', roles: ['trove_rw'], extensions: ['citext'] })
  // @ts-expect-error: the order and the separator are the package's, since the answer repeats the text
  ask({ roles: 'b, a' })
  // @ts-expect-error: as above
  ask({ extensions: 'citext' })
  // @ts-expect-error: servers disagree on how a schema is given
  ask({ extensions: [{ name: 'citext', schema: 'public' }] })
  // @ts-expect-error: the server chooses the user
  ask({ username: 'trove' })
})

test('what a server must not answer does not compile', () => {
  const server = { host: '10.5.5.31', port: 5432 }
  const rest = { ...server, database: 'd', username: 'u', asked: {}, standbys: [server], allowed: [] } as const
  answer({ ...rest, password, state: 'hot standby', primary: server })
  // @ts-expect-error: a password is a secret, not a text
  answer({ ...rest, password: 'pw', state: 'master' })
  // @ts-expect-error: the state is spelt with a blank
  answer({ ...rest, password, state: 'hot-standby' })
  // @ts-expect-error: standbys are a list, whatever parts them
  answer({ ...rest, password, state: 'master', standbys: 'host=a,host=b' })
  // @ts-expect-error: the endpoint is one or the other
  answer({ ...rest, password, state: 'master', superuser: false })
  const { asked: _asked, ...silent } = rest
  // @ts-expect-error: without the request in effect no client becomes ready
  answer({ ...silent, password, state: 'master' })
})

test('data cannot be used before it is ready', () => {
  const state = pgsql.requires.read(view, {})
  // @ts-expect-error: it may be absent
  void state.data
  if (state.state === 'ready') {
    expectTypeOf(state.data).toEqualTypeOf<Postgres>()
    expectTypeOf(state.data.primary.password).toEqualTypeOf<Secret | undefined>()
    // @ts-expect-error: a secret is no text
    const text: string = state.data.primary.password
    void text
  }
})
