import type { RelationView } from '@charm-layers/relation'
import { expectTypeOf, test } from 'vitest'
import { commandFile, type NagiosName, type NrpeChecks, type NrpeClient, nrpe, serviceCheck } from '../src/index.ts'

declare const view: RelationView
const announce = (_checks: NrpeChecks): void => {}
const tell = (_name: NagiosName): void => {}

test('what a charm must not announce does not compile', () => {
  announce({ checks: [serviceCheck('trove-api', 'trove/0')], primary: true })
  // @ts-expect-error: a subordinate says nothing
  announce({ checks: [], primary: false })
  // @ts-expect-error: the document is made here
  announce({ checks: 'monitors: {}' })
  // @ts-expect-error: attempts are a number
  announce({ checks: [{ shortname: 'a', maxCheckAttempts: '4' }] })
  // @ts-expect-error: a process check has limits
  announce({ checks: [], local: { procrunning: { a: { executable: 'nagios3' } } } })
  // @ts-expect-error: nrpe knows no such type
  announce({ checks: [], local: { http: { a: { path: '/' } } } })
  // @ts-expect-error: nrpe does not write a custom check without parameters
  announce({ checks: [], local: { custom: { a: { check: 'check_a' } } } })
})

test('a command without a path or as one text does not compile', () => {
  // @ts-expect-error: the plugin has a path; see findPlugin
  commandFile({ shortname: 'a', description: 'a', command: ['check_http'] })
  // @ts-expect-error: arguments are quoted here
  commandFile({ shortname: 'a', description: 'a', command: '/usr/lib/nagios/plugins/check_http -H a' })
})

test('what nrpe must not tell does not compile', () => {
  // @ts-expect-error: a host name is needed
  tell({ context: 'juju' })
})

test('data cannot be used before it is ready', () => {
  const state = nrpe.requires.read(view, { hostname: 'h' })
  // @ts-expect-error: it may be absent
  void state.data
  if (state.state === 'ready') expectTypeOf(state.data).toEqualTypeOf<NrpeClient>()
})
