import { describe, expect, test } from 'vitest'
import { nrpe } from '../src/index.ts'
import { relationForRequirer } from '../src/testing/index.ts'
import { applied, vector, viewOf } from './helpers.ts'

const side = nrpe.requires
const host = { hostname: 'juju-trove-0', context: 'juju' }

describe('reading the checks of a charm', () => {
  test('is absent without a charm, and waits for its checks', () => {
    expect(side.read(viewOf({}), host)).toEqual({ state: 'absent' })
    expect(side.read(viewOf({ 'trove/0': { primary: 'True' } }), host)).toEqual({ state: 'waiting', missing: ['monitors'] })
  })

  test('is ready without any with a plain interface layer, which writes files and a time and nothing else', () => {
    expect(side.read(viewOf({ 'trove/0': { timestamp: '2024-05-06T07:08:09.123456' } }), host)).toEqual({
      state: 'ready',
      data: { checks: new Map(), localCommands: [], others: {}, primary: false },
    })
  })

  test('gives checks of nrpe, of the server, and those to write', () => {
    expect(side.read(viewOf(vector('nrpe-external-master-5').units), host)).toEqual({
      state: 'ready',
      data: {
        checks: new Map([
          ['apache2', { command: 'check_apache2' }],
          ['check_proc_nagios3_principal', { command: 'check_proc_nagios3_principal' }],
        ]),
        localCommands: [
          {
            name: 'check_proc_nagios3_principal',
            path: '/etc/nagios/nrpe.d/check_proc_nagios3_principal.cfg',
            content: 'command[check_proc_nagios3_principal]=/usr/lib/nagios/plugins/check_procs -w 1 -c 1 -C nagios3\n',
          },
        ],
        others: { http: { nagios: expect.anything() }, mysql: { basic: expect.anything() } },
        primary: false,
      },
    })
  })

  test('reads attempts as number or text, and a check that is only a command', () => {
    const monitors = "monitors: {remote: {nrpe: {a: {command: x, max_check_attempts: '3'}, b: {max_check_attempts: often}, c: check_c}}}"
    expect(side.read(viewOf({ 'trove/0': { monitors } }), host)).toMatchObject({
      data: {
        checks: new Map([
          ['a', { command: 'x', maxCheckAttempts: 3 }],
          ['b', { command: 'check_b' }],
          ['c', { command: 'check_c' }],
        ]),
      },
    })
  })

  test('names the key that cannot be read', () => {
    expect(side.read(viewOf({ 'trove/0': { monitors: 'monitors: [' } }), host)).toMatchObject({ state: 'invalid', key: 'monitors' })
  })

  test('refuses a host name that is empty or no name, which comes from options', () => {
    expect(side.read(viewOf({}), { hostname: '' })).toEqual({ state: 'invalid', key: 'nagios_hostname', why: 'is empty' })
    expect(side.read(viewOf({}), { hostname: 'a/b' })).toMatchObject({ state: 'invalid', key: 'nagios_hostname' })
  })
})

describe('writing the name of the machine', () => {
  test('is what nrpe writes', () => {
    expect(side.write(host, viewOf({}))).toEqual({ unit: { nagios_hostname: 'juju-trove-0', nagios_host_context: 'juju' } })
  })

  test('takes away a context that is empty now', () => {
    const { unit } = side.write({ hostname: 'trove-0' }, viewOf({}))
    expect(applied({ nagios_host_context: 'juju' }, unit)).toEqual({ nagios_hostname: 'trove-0' })
  })

  test('is read by our own provides side', () => {
    const { unit } = side.write(host, viewOf({}))
    expect(nrpe.provides.read(viewOf({ 'nrpe/0': applied({}, unit) }))).toEqual({ state: 'ready', data: host })
  })
})

test('data for the tests of charms reads as it says', () => {
  expect(side.read(viewOf(relationForRequirer('nrpe-external-master').remoteUnits), host)).toMatchObject({
    state: 'ready',
    data: { checks: new Map([['trove-api', { command: 'check_trove-api' }]]), primary: true },
  })
  const silent = relationForRequirer('nrpe-external-master', { response: false })
  expect(side.read(viewOf(silent.remoteUnits), host)).toMatchObject({ state: 'waiting' })
})

test('reads attempts that are objects as none, and leaves out what would break a command', () => {
  const monitors = `monitors:
  remote: {nrpe: {a: {max_check_attempts: {toString: 1, valueOf: 1}}, b: {command: 'x; reboot'}, '../c': {}}}
  local:
    disk: {d: {path: '/; reboot'}, e: {path: /srv}}
    procrunning: {f: {executable: f, min: '1; reboot', max: 2}}
    custom: {g: {check: check_g, params: '-a $(reboot)'}, h: {check: check_h, params: "-a 'b;c' -w 1:2"}}
`
  const state = side.read(viewOf({ 'trove/0': { monitors } }), host)
  expect(state).toMatchObject({ state: 'ready' })
  const data = state.state === 'ready' ? state.data : undefined
  expect([...(data?.checks.keys() ?? [])]).toEqual(['a', 'check_disk_principal_principal', 'check_h_principal'])
  expect(data?.checks.get('a')).toEqual({ command: 'check_a' })
})
