import type { Databag } from '@charm-layers/relation'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkFiles, haproxyChecks, type NrpeChecks, nrpe, serviceCheck, unitText } from '../src/index.ts'
import { relationForProvider } from '../src/testing/index.ts'
import { anyViewOf, applied, expectState, expectWrittenOnce, forAny, testPartialViews, vector, viewOf } from './helpers.ts'

const side = nrpe.provides
const written = (answer: NrpeChecks, own: Databag = {}): Databag =>
  applied(own, side.write(answer, viewOf({}, { localUnitData: own })).unit)
const checks = [serviceCheck('trove-api', 'trove/0')]
const one = (name: string): string => `monitors:\n  remote:\n    nrpe:\n      ${name}:\n        command: check_${name}\n`

describe('reading the name of the machine', () => {
  test('is absent without nrpe, and waits for the name', () => {
    expect(side.read(viewOf({}))).toEqual({ state: 'absent' })
    expect(side.read(viewOf({ 'nrpe/0': { 'ingress-address': '10.5.6.21' } }))).toEqual({ state: 'waiting', missing: ['nagios_hostname'] })
  })

  test('gives name and context of the recorded nrpe', () => {
    expect(side.read(viewOf(vector('nrpe-external-master-3').units))).toEqual({
      state: 'ready',
      data: { hostname: 'bob-openstack-dashboard-0', context: 'bob' },
    })
  })

  test('is ready without a context, which may be empty', () => {
    expect(side.read(viewOf({ 'nrpe/0': { nagios_hostname: 'trove-0' } }))).toEqual({ state: 'ready', data: { hostname: 'trove-0' } })
  })

  test('refuses a name that cannot be part of a file name', () => {
    expect(side.read(viewOf({ 'nrpe/0': { nagios_hostname: 'a/b' } }))).toMatchObject({ state: 'invalid', key: 'nagios_hostname' })
  })

  test.each(['a,b', 'a;b', 'prod (eu)-trove-0', "it's-trove-0"])('refuses %s, which Nagios takes for no name of a host', (hostname) => {
    expect(side.read(viewOf({ 'nrpe/0': { nagios_hostname: hostname } }))).toMatchObject({ state: 'invalid', key: 'nagios_hostname' })
  })

  test('gives any context that stands on one line', () => {
    const bag = { nagios_hostname: 'trove-0', nagios_host_context: 'prod (eu)' }
    expect(side.read(viewOf({ 'nrpe/0': bag }))).toEqual({ state: 'ready', data: { hostname: 'trove-0', context: 'prod (eu)' } })
  })
})

describe('writing the checks', () => {
  test('is what charm-helpers writes', () => {
    expect(written({ checks: [{ shortname: 'myservice' }] })).toEqual(vector('nrpe-external-master-1').databag)
    expect(written({ checks: [], primary: true })).toEqual({ monitors: 'monitors:\n  remote:\n    nrpe: {}\n', primary: 'True' })
  })

  test('keeps what was announced before, in either style of YAML', () => {
    expect(written({ checks }, { monitors: '{monitors: {remote: {nrpe: {old: {command: check_old}}}}}' }).monitors).toBe(
      `${one('old')}${one('trove-api').split('\n').slice(3).join('\n')}`,
    )
  })

  test('overwrites a check of the same name and takes removed ones away', () => {
    const own = { monitors: `${one('trove-api')}        max_check_attempts: 9\n      gone: {command: check_gone}\n` }
    expect(written({ checks, removed: ['gone'] }, own).monitors).toBe(one('trove-api'))
  })

  test('keeps version, other types and local checks of the document', () => {
    const { databag } = vector('nrpe-external-master-5')
    const bag = written({ checks, local: { disk: { root: { path: '/' } } } }, databag)
    expect(bag.monitors).toBe(`monitors:
  local:
    disk:
      root:
        path: /
    procrunning:
      nagios3:
        executable: nagios3
        max: 1
        min: 1
  remote:
    http:
      nagios:
        host: www.fewbar.com
        path: /nagios3/
        port: 80
        status: HTTP/1.1 401
    mysql:
      basic:
        password: abcdefg123456
        username: monitors
    nrpe:
      apache2:
        command: check_apache2
      trove-api:
        command: check_trove-api
version: '0.3'
`)
  })

  test('begins a document anew that nobody can read', () => {
    expect(written({ checks }, { monitors: 'monitors: [' }).monitors).toBe(one('trove-api'))
  })

  test('spells the options of local checks as nrpe reads them', () => {
    const local = {
      procrunning: { nagios: { executable: 'nagios4', min: 1, max: 5 } },
      processcount: { all: { max: 500 } },
      custom: { x: { check: 'check_x', pluginPath: '/opt', description: 'X', parameters: '-w 5' } },
    } as const
    expect(written({ checks: [], local }).monitors).toBe(`monitors:
  local:
    custom:
      x:
        check: check_x
        desc: X
        params: -w 5
        plugin_path: /opt
    processcount:
      all:
        max: 500
    procrunning:
      nagios:
        executable: nagios4
        max: 5
        min: 1
  remote:
    nrpe: {}
`)
  })

  test('takes False away, for which silence stands', () => {
    expect(written({ checks }, { primary: 'False' })).not.toHaveProperty('primary')
  })

  test('refuses a short name that is none', () => {
    expect(() => written({ checks: [{ shortname: 'a b' }] })).toThrow('check "a b": the short name')
  })

  const many = (count: number): NrpeChecks['checks'] => Array.from({ length: count }, (_, number) => ({ shortname: `check-${number}` }))

  test('takes as many checks as can be read again', () => {
    const bag = written({ checks: many(1200) })
    expect(written({ checks: [{ shortname: 'a' }] }, bag).monitors).toContain('check_check-1199')
    expect(() => written({ checks: many(2000) })).toThrow(/^monitors: .* 64 KiB/)
    expect(() =>
      written({ checks: [{ shortname: 'z' }, ...many(1000).map(({ shortname }) => ({ shortname: `y-${shortname}` }))] }, bag),
    ).toThrow(RangeError)
  })

  test('is read by our own requires side', () => {
    const bag = written({ checks: [{ shortname: 'a', maxCheckAttempts: 4 }], primary: true, local: { disk: { d: { path: '/' } } } })
    expect(nrpe.requires.read(viewOf({ 'trove/0': bag }), { hostname: 'juju-trove-0' })).toMatchObject({
      state: 'ready',
      data: {
        checks: new Map([
          ['a', { command: 'check_a', maxCheckAttempts: 4 }],
          ['check_disk_principal_principal', { command: 'check_disk_principal_principal' }],
        ]),
        primary: true,
      },
    })
  })
})

describe('any databag', () => {
  const document = fc.constantFrom(
    '',
    one('a'),
    `${one('yes')}version: 0.3\n`,
    'monitors: {remote: {nrpe: {a: &x [1], b: *x}}}',
    'monitors: {local: {x: {y: 2001-01-01}}}',
  )
  const bag: fc.Arbitrary<Databag> = fc.dictionary(
    fc.oneof(fc.constantFrom('monitors', 'primary', 'timestamp', 'nagios_hostname', 'nagios_host_context'), fc.string()),
    fc.oneof(
      document,
      fc.json(),
      fc.json().map((json) => `monitors: {remote: {nrpe: {a: ${json}}}}`),
      fc.string({ unit: 'binary' }),
    ),
  )
  const anyView = anyViewOf(viewOf, bag)
  const anyAnswer: fc.Arbitrary<NrpeChecks> = fc.record(
    {
      checks: fc.array(
        fc.record(
          { shortname: fc.stringMatching(/^[\w.@-]+$/), maxCheckAttempts: fc.integer({ min: 1 }) },
          { requiredKeys: ['shortname'] },
        ),
      ),
      removed: fc.array(fc.constantFrom('a', 'b')),
      local: fc.record({ disk: fc.dictionary(fc.string(), fc.record({ path: fc.string() })) }),
      primary: fc.constant(true as const),
    },
    { requiredKeys: ['checks'] },
  )

  test('reads as one of the four states', () =>
    forAny([anyView], (view) => {
      expectState(side.read(view))
      expectState(nrpe.requires.read(view, { hostname: 'h' }))
    }))

  test('that gives a name lets its files and its checks be written', () => {
    const sign = fc.constantFrom(...Array.from('`~!$%^&*"|\'<>?,()=;/ \\{}.[]#:\u0085\u2028é'), '\n', 'juju', '..')
    const words = fc.oneof(
      fc.array(sign, { maxLength: 4 }).map((parts) => parts.join('')),
      fc.string({ unit: 'binary' }),
    )
    forAny([words, words], (nagios_hostname, nagios_host_context) => {
      const state = side.read(viewOf({ 'nrpe/0': { nagios_hostname, nagios_host_context } }))
      if (state.state !== 'ready') return
      const { hostname, context = '' } = state.data
      const own = [serviceCheck('greeter', unitText('greeter/0', context)), ...haproxyChecks(unitText('greeter/0', context))]
      const files = checkFiles(own, { hostname, servicegroups: context })
      expect(files.filter(({ path }) => !/^(?:\/etc\/nagios\/nrpe\.d|\/var\/lib\/nagios\/export)\/[^/]+\.cfg$/.test(path))).toEqual([])
      expect(written({ checks: own })).toHaveProperty('monitors')
    })
  })

  test('is written once: the second write changes nothing', () =>
    forAny([anyView, anyAnswer], (view, answer) => expectWrittenOnce(view, (seen) => side.write(answer, seen))))
})

test('data for the tests of charms reads as it says', () => {
  expect(side.read(viewOf(relationForProvider('nrpe-external-master').remoteUnits))).toEqual({
    state: 'ready',
    data: { hostname: 'juju-trove-0', context: 'juju' },
  })
  expect(side.read(viewOf(relationForProvider('nrpe-external-master', { response: false }).remoteUnits))).toMatchObject({
    state: 'waiting',
  })
})

testPartialViews(viewOf, { reads: [(view) => nrpe.requires.read(view, { hostname: 'h' }), (view) => side.read(view)] })
