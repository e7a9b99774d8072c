import { expect } from 'vitest'
import { application } from '../relation.ts'
import { answered, asked, type ExampleMeeting, filesAfter, relationWith } from './meet.ts'

export const nrpe: readonly ExampleMeeting[] = [
  {
    of: 'nrpe',
    role: 'provider',
    library: 'ops',
    part: 'an nrpe of the tests, with PyYAML',
    shows: 'names the host, and reads the check',
    run: async (they, ours) => {
      const { relation } = await they.ops('Nrpe', relationWith(ours, application('nrpe', ['10.0.0.31']), 'nrpe-external-master'))
      const { value } = await they.ops('Nrpe', await answered(ours, relation))
      const nrpe = { greeter: { command: 'check_greeter' } }
      expect(value).toEqual({ primary: 'True', monitors: { monitors: { remote: { nrpe } } } })
    },
  },
  {
    of: 'nrpe',
    role: 'requirer',
    library: 'charmhelpers',
    part: 'contrib.charmsupport.nrpe.NRPE.write',
    shows: 'exports checks under the name that it tells, and announces them',
    run: async (they, ours) => {
      const [unit, relation] = await asked(ours, application('greeter', ['10.0.0.21']), 'nrpe-external-master')
      const config = { nagios_context: 'juju', nagios_servicegroups: '' }
      const checks = [['greeter', 'Says hello', 'check_http -w 2']]
      const { files, relation: after } = await they.charmhelpers('write_checks', relation, { checks }, { config })
      expect(Object.keys(files)).toContain('/var/lib/nagios/export/service__juju-greeter-0_check_greeter.cfg')
      expect(await filesAfter(unit, after)).toMatchObject({ '/etc/checks': 'greeter' })
    },
  },
]
