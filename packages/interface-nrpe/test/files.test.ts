import { describe, expect, test } from 'vitest'
import {
  type Check,
  checkFiles,
  commandFile,
  deferredRestartsCheck,
  exportFile,
  findPlugin,
  haproxyChecks,
  nagiosHostname,
  serviceCheck,
  staleExports,
  statusCronFile,
  unitText,
} from '../src/index.ts'
import { localCommands } from '../src/local.ts'

const unit = unitText('trove/0', 'juju')
const host = { hostname: 'juju-trove-0', servicegroups: 'juju' }
const root = { mode: 0o644, owner: 'root', group: 'root' }

describe('files of a check', () => {
  test('are those of charm-helpers for a systemd service', () => {
    const check = serviceCheck('trove-api', unit)
    expect(commandFile(check)).toEqual({
      ...root,
      path: '/etc/nagios/nrpe.d/check_trove-api.cfg',
      content: '# check trove-api\ncommand[check_trove-api]=/usr/local/lib/nagios/plugins/check_systemd.py trove-api\n',
    })
    expect(exportFile(check, host)).toEqual({
      ...root,
      path: '/var/lib/nagios/export/service__juju-trove-0_check_trove-api.cfg',
      content: `define service {
    use                 active-service
    host_name           juju-trove-0
    service_description juju-trove-0[trove-api] process check {juju:trove/0}
    check_command       check_nrpe!check_trove-api
    servicegroups       juju
}
`,
    })
  })

  test('name the attempts only if they are given, and no group that is not known', () => {
    const { content } = exportFile({ ...serviceCheck('trove-api', unit), maxCheckAttempts: 4 }, { hostname: 'h', servicegroups: '' })
    expect(content).toContain('    max_check_attempts  4\n')
    expect(content).not.toContain('servicegroups')
  })

  test('come in one order', () => {
    const paths = checkFiles([serviceCheck('b', unit), serviceCheck('a', unit)], host).map(({ path }) => path)
    expect(paths).toEqual([...paths].sort())
    expect(paths).toHaveLength(4)
  })

  test('quote arguments as a shell reads them', () => {
    const check: Check = { shortname: 'x', description: 'x', command: ['/p', 'a b', "it's", '', '-w5', 'x;reboot'] }
    expect(commandFile(check).content).toContain(`]=/p 'a b' 'it'"'"'s' '' -w5 'x;reboot'\n`)
    expect(commandFile({ ...check, command: ['/srv/my plugins/check', 'x'] }).content).toContain("]='/srv/my plugins/check' x\n")
  })

  const bad: readonly (readonly [string, Partial<Check>])[] = [
    ['a short name that leaves its directory', { shortname: '../x' }],
    ['an empty short name', { shortname: '' }],
    ['a description with a bracket', { description: 'a (b)' }],
    ['a description with a line break', { description: 'a\nb' }],
    ['a command with a line break', { command: ['/p', 'a\nb'] }],
    ['no attempts', { maxCheckAttempts: 0 }],
  ]
  test.each(bad)('are not made with %s', (_, part) => {
    expect(() => commandFile({ ...serviceCheck('x', unit), ...part })).toThrow(RangeError)
    expect(() => exportFile({ ...serviceCheck('x', unit), ...part }, host)).toThrow(RangeError)
  })

  test('are not made for a host name that leaves its directory', () => {
    expect(() => exportFile(serviceCheck('x', unit), { hostname: '../x' })).toThrow('host name "../x"')
    expect(() => exportFile(serviceCheck('x', unit), { hostname: 'h', servicegroups: 'a\nb' })).toThrow(RangeError)
    expect(() => exportFile(serviceCheck('x', unit), { hostname: 'a,b' })).toThrow('host name "a,b"')
  })

  test('of another host name are to be removed, all of them when the check is gone', () => {
    const names = ['service__juju-trove-0_check_a.cfg', 'service__old_check_a.cfg', 'service__old_check_b.cfg', 'host__old.cfg']
    expect(staleExports(names, 'a', 'juju-trove-0')).toEqual(['service__old_check_a.cfg'])
    expect(staleExports(names, 'a')).toEqual(['service__juju-trove-0_check_a.cfg', 'service__old_check_a.cfg'])
  })
})

describe('checks', () => {
  test('follow the init system', () => {
    expect(serviceCheck('ssh', unit, 'upstart').command).toEqual(['/usr/local/lib/nagios/plugins/check_upstart_job', 'ssh'])
    expect(serviceCheck('ssh', 'trove/0', 'sysv')).toEqual({
      shortname: 'ssh',
      description: 'service check {trove/0}',
      command: ['/usr/local/lib/nagios/plugins/check_status_file.py', '-f', '/var/lib/nagios/service-check-ssh.txt'],
    })
    expect(statusCronFile('ssh')).toEqual({
      ...root,
      path: '/etc/cron.d/nagios-service-check-ssh',
      content:
        '*/5 * * * * root /usr/local/lib/nagios/plugins/check_exit_status.pl -e -s /etc/init.d/ssh status > /var/lib/nagios/service-check-ssh.txt\n',
    })
  })

  test('of haproxy and of deferred restarts have the names of charm-helpers', () => {
    expect(haproxyChecks(unit).map(({ shortname, description }) => [shortname, description])).toEqual([
      ['haproxy_servers', 'Check HAProxy {juju:trove/0}'],
      ['haproxy_queue', 'Check HAProxy queue depth {juju:trove/0}'],
    ])
    expect(commandFile(deferredRestartsCheck('trove/0')).content).toContain(
      'command[check_trove-0_deferred_restarts]=/usr/local/lib/nagios/plugins/check_deferred_restarts.py --application trove\n',
    )
  })

  test('find their plugin in the order of charm-helpers', () => {
    expect(findPlugin('check_http', () => true)).toBe('/usr/lib/nagios/plugins/check_http')
    expect(findPlugin('check_x', (path) => path.startsWith('/usr/local'))).toBe('/usr/local/lib/nagios/plugins/check_x')
    expect(findPlugin('/srv/check', () => false)).toBe('/srv/check')
    expect(findPlugin('check_x', () => false)).toBe(undefined)
  })

  test('name units and hosts with and without a context', () => {
    expect([unit, unitText('trove/0'), unitText('trove/0', '')]).toEqual(['juju:trove/0', 'trove/0', 'trove/0'])
    expect(["it's", 'prod (eu)', '()'].map((context) => unitText('trove/0', context))).toEqual([
      'its:trove/0',
      'prod eu:trove/0',
      'trove/0',
    ])
    expect([nagiosHostname('juju', 'trove/0'), nagiosHostname('', 'trove/0')]).toEqual(['juju-trove-0', 'trove-0'])
  })
})

describe('local checks', () => {
  test('become the commands that nrpe writes', () => {
    const commands = localCommands({
      procrunning: { a: { executable: 'nagios3', min: 1, max: 2 } },
      processcount: { b: { max: 50 }, c: { min: 0, max: 60 } },
      disk: { d: { path: '/srv' } },
      custom: {
        e: { check: 'check_x', params: '-w 5' },
        f: { check: 'check_y' },
        g: { check: 'check_z', plugin_path: 'opt/p', params: 1 },
      },
    })
    expect(commands.map(({ name, content }) => [name, content])).toEqual([
      ['check_proc_nagios3_principal', 'command[check_proc_nagios3_principal]=/usr/lib/nagios/plugins/check_procs -w 1 -c 2 -C nagios3\n'],
      ['check_proc_principal_principal', 'command[check_proc_principal_principal]=/usr/lib/nagios/plugins/check_procs -c 50\n'],
      ['check_proc_principal_principal', 'command[check_proc_principal_principal]=/usr/lib/nagios/plugins/check_procs -w 0 -c 60\n'],
      [
        'check_disk_principal_principal',
        'command[check_disk_principal_principal]=/usr/lib/nagios/plugins/check_disk -w 20 -c 10 -p /srv\n',
      ],
      ['check_x_principal', 'command[check_x_principal]=/usr/lib/nagios/plugins/check_x -w 5\n'],
      ['check_y_principal', undefined],
      ['check_z_principal', 'command[check_z_principal]=/opt/p/check_z 1\n'],
    ])
  })

  test('are left out if they would leave their file or their line, or miss an option', () => {
    const custom = {
      a: { check: '../x', params: '1' },
      b: { check: 'y', params: '1\ncommand[z]=reboot' },
      c: {},
      d: 'text',
      e: { check: 'x', params: '1', plugin_path: '/usr/lib/../../x' },
    }
    expect(localCommands({ custom, disk: { e: {} }, unknown: { f: { path: '/' } } })).toEqual([])
  })
})
