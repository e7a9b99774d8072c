/** nrpe-external-master: what charm-helpers registers and leaves on disk, and the names that it takes from nrpe. */
import { type Check, checkFiles, deferredRestartsCheck, haproxyChecks, nrpe, serviceCheck, unitText } from '@charm-layers/interface-nrpe'
import { expect } from 'vitest'
import type { Meeting, Spec, They } from '../meeting.ts'
import { application, opened, type Relation, relate, viewOf, weWrite, written } from '../relation.ts'

const ENDPOINT = 'nrpe-external-master'
const name = { hostname: 'juju-trove-0', context: 'juju' }
const config = { nagios_context: 'juju', nagios_servicegroups: '' }

/** Our charm beside nrpe, and a charm of theirs beside an nrpe of ours. */
const providing: Relation = relate(ENDPOINT, application('trove', ['10.5.6.21']), application('nrpe', ['10.5.6.21']))
const requiring: Relation = weWrite(relate(ENDPOINT, application('nrpe', ['10.5.6.21']), application('trove', ['10.5.6.21'])), (view) =>
  nrpe.requires.write(name, view),
)

const unit = unitText('trove/0', 'juju')
const checks: readonly Check[] = [
  serviceCheck('trove-api', unit),
  serviceCheck('trove-conductor', unit),
  ...haproxyChecks(unit),
  deferredRestartsCheck('trove/0'),
]
const services = ['trove-api', 'trove-conductor']

const write = { library: 'charmhelpers', part: 'contrib.charmsupport.nrpe.NRPE.write' }

const theirs = async (they: They, args: object, relation: Relation = requiring) => {
  const { relation: after, files } = await they.charmhelpers('write_checks', relation, args, { config })
  return { files, bag: written(after.theirs.units['trove/0']), relation: after }
}
const ours = (relation: Relation, more: object = {}): Readonly<Record<string, unknown>> =>
  written(weWrite(relation, (view) => nrpe.provides.write({ checks, primary: true, ...more }, view)).ours.units['trove/0'])

/** What Nagios and nrpe read of a file: comments and blanks do not count. */
const meaning = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.trim().replace(/\s+/g, ' '))
    .filter((line) => line !== '' && !line.startsWith('#'))

const meanings = (files: Iterable<readonly [path: string, text: string]>): unknown =>
  Object.fromEntries([...files].map(([path, text]) => [path, meaning(text)]))

const filesOf = (all: readonly Check[]): unknown =>
  meanings(checkFiles(all, { hostname: 'juju-trove-0', servicegroups: 'juju' }).map(({ path, content }) => [path, content]))

const odd: Check = {
  shortname: 'odd_check',
  description: 'Check odd {juju:trove/0}',
  command: ['/usr/local/lib/nagios/plugins/check_http', '-u', "http://localhost/a b?c='d'", '-w', '2'],
  maxCheckAttempts: 4,
}
const oddCall = {
  checks: [['odd_check', 'Check odd {juju:trove/0}', `check_http -u "http://localhost/a b?c='d'" -w 2`]],
  max_check_attempts: 4,
}

const same: readonly Meeting[] = [
  {
    ...write,
    shows: 'writes byte for byte the monitors that we write',
    run: async (they) => {
      const { bag } = await theirs(they, { services })
      expect(ours(providing)).toEqual(bag)
    },
  },
  {
    ...write,
    shows: 'adds to what our charm has announced, and we to what it has',
    run: async (they) => {
      const first = ours(providing, { checks: [{ shortname: 'old' }, { shortname: 'gone' }] })
      const start = { ...requiring, theirs: { ...requiring.theirs, units: { 'trove/0': first as Record<string, string> } } }
      const { bag } = await theirs(they, { services, remove: ['gone'] }, start)
      const relation = weWrite(providing, () => ({ unit: first as Record<string, string> }))
      expect(ours(relation, { removed: ['gone'] })).toEqual(bag)
      expect(bag.monitors).toContain('check_old')
    },
  },
  {
    ...write,
    shows: 'leaves files at the paths and of the meaning of ours',
    run: async (they) => {
      const { files } = await theirs(they, { services })
      expect(filesOf(checks)).toEqual(meanings(Object.entries(files)))
    },
  },
  {
    ...write,
    shows: 'quotes a command as we do, and counts attempts as we do',
    run: async (they) => {
      const { files, bag } = await theirs(they, oddCall)
      expect(filesOf([odd])).toEqual(meanings(Object.entries(files)))
      expect(ours(providing, { checks: [odd] })).toEqual(bag)
    },
  },
]

/** Short names that YAML takes for something else unless they are quoted. */
const TRAPS = [
  'on',
  'No',
  'null',
  'true',
  '0123',
  '0x1f',
  '1e5',
  '1.0',
  '.5',
  '1_000',
  '2024-01-01',
  '-',
  '--',
  '-1',
  '@x',
  'y',
  '_',
  '.inf',
]

const reason = 'nrpe has its code in the charm, on no registry'

export const nrpeSpec: Spec = {
  interface: 'nrpe-external-master',
  cells: {
    'their request': {
      meetings: [
        {
          library: 'ops',
          part: 'an nrpe of the tests',
          shows: 'names the host',
          run: async (they) => {
            const { relation } = await they.ops('Nrpe', providing)
            expect(nrpe.provides.read(viewOf(relation))).toEqual({ state: 'ready', data: name })
          },
        },
        {
          library: 'charmhelpers',
          part: 'core.hookenv.relation_set',
          shows: 'names the host without a context',
          run: async (they) => {
            const settings = { nagios_hostname: 'trove-0', nagios_host_context: '' }
            const { relation } = await they.charmhelpers('relation_set', providing, { settings })
            expect(nrpe.provides.read(viewOf(relation))).toEqual({ state: 'ready', data: { hostname: 'trove-0' } })
          },
        },
      ],
      reason,
    },
    'our answer': {
      meetings: [
        ...same,
        {
          library: 'ops',
          part: 'an nrpe of the tests, with PyYAML',
          shows: 'finds each check in the document',
          run: async (they) => {
            const { value } = await they.ops(
              'Nrpe',
              weWrite(providing, (view) => nrpe.provides.write({ checks: [...checks, odd], primary: true }, view)),
            )
            const expected = [...checks, odd].map(({ shortname, maxCheckAttempts }) => [
              shortname,
              { command: `check_${shortname}`, ...(maxCheckAttempts === undefined ? {} : { max_check_attempts: maxCheckAttempts }) },
            ])
            expect(value).toEqual({ primary: 'True', monitors: { monitors: { remote: { nrpe: Object.fromEntries(expected) } } } })
          },
        },
        {
          library: 'ops',
          part: 'an nrpe of the tests, with PyYAML',
          shows: 'reads names as names that YAML takes for something else unless they are quoted',
          run: async (they) => {
            const relation = weWrite(providing, (view) => nrpe.provides.write({ checks: TRAPS.map((shortname) => ({ shortname })) }, view))
            const entries = TRAPS.map((trap) => [trap, { command: `check_${trap}` }])
            expect((await they.ops('Nrpe', relation)).value).toMatchObject({
              monitors: { monitors: { remote: { nrpe: Object.fromEntries(entries) } } },
            })
          },
        },
      ],
      reason,
    },
    'our request': {
      meetings: [
        {
          library: 'charmhelpers',
          part: 'contrib.charmsupport.nrpe.get_nagios_hostname, get_nagios_hostcontext, get_nagios_unit_name',
          shows: 'find the host and its context',
          run: async (they) => {
            const { value } = await they.charmhelpers('nagios_names', requiring)
            expect(value).toEqual({ hostname: 'juju-trove-0', context: 'juju', unit: 'juju:trove/0' })
          },
        },
        {
          ...write,
          shows: 'exports definitions under the host that we name',
          run: async (they) => {
            const { files } = await theirs(they, oddCall)
            expect(Object.keys(files)).toContain('/var/lib/nagios/export/service__juju-trove-0_check_odd_check.cfg')
          },
        },
      ],
    },
    'their answer': {
      meetings: [
        {
          ...write,
          shows: 'announces checks, which we find by their short names',
          run: async (they) => {
            const { relation } = await theirs(they, { services, ...oddCall })
            expect(opened(nrpe.requires.read(viewOf(relation), name))).toEqual({
              state: 'ready',
              data: {
                checks: {
                  'trove-api': { command: 'check_trove-api' },
                  'trove-conductor': { command: 'check_trove-conductor' },
                  haproxy_servers: { command: 'check_haproxy_servers' },
                  haproxy_queue: { command: 'check_haproxy_queue' },
                  'trove-0_deferred_restarts': { command: 'check_trove-0_deferred_restarts' },
                  odd_check: { command: 'check_odd_check', maxCheckAttempts: 4 },
                },
                localCommands: [],
                others: {},
                primary: true,
              },
            })
          },
        },
        {
          ...write,
          shows: 'announces names that YAML takes for something else unless they are quoted, which we read as names',
          run: async (they) => {
            const { relation } = await theirs(they, { checks: TRAPS.map((trap) => [trap, 'A check', 'check_x']) })
            const state = nrpe.requires.read(viewOf(relation), name)
            expect(state.state === 'ready' && [...state.data.checks.keys()].sort()).toEqual([...TRAPS].sort())
          },
        },
        {
          ...write,
          shows: 'says that a subordinate is none',
          run: async (they) => {
            const { relation } = await theirs(they, { services, primary: false })
            expect(nrpe.requires.read(viewOf(relation), name)).toMatchObject({ state: 'ready', data: { primary: false } })
          },
        },
      ],
    },
  },
}
