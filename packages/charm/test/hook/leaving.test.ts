// What a charm does when a unit goes, and when the machine has to go down for a moment.
import { describe, expect, test } from 'vitest'
import { run } from '../../../charm-testing/src/index.ts'
import { absent, command, defineCharm, file, packages, reboot, service } from '../../src/index.ts'

const declared = { name: 'leaver', summary: 'Leaves' } as const

describe('a unit that is removed', () => {
  const charm = defineCharm({
    ...declared,
    desired: () => [packages('leaver'), file('/etc/leaver', 'x'), service('leaver')],
    stop: () => command('Draining', ['/bin/drain']),
    remove: ({ event }) => [absent('/etc/leaver'), file('/var/log/leaver', event.type)],
  })

  test('does what the charm says first, and then stops the services', async () => {
    const out = await run(charm, 'stop', await run(charm, 'install'))
    expect(out.ran.map(({ argv }) => argv)).toContainEqual(['/bin/drain'])
    expect(out.services?.leaver?.active).toBe(false)
  })

  test('stops the services also when what the charm says fails', async () => {
    const running = await run(charm, 'install')
    const out = await run(charm, 'stop', {
      ...running,
      commands: ({ argv }) => (argv[0] === '/bin/drain' ? { code: 1, stderr: 'no\n' } : {}),
    })
    expect(out.services?.leaver?.active).toBe(false)
    expect(out.log).toContain('Draining failed with exit status 1: no')
  })

  test('does at the very end what the charm says', async () => {
    const out = await run(charm, 'remove', await run(charm, 'install'))
    expect(out.files['/etc/leaver']).toBeUndefined()
    expect(out.files['/var/log/leaver']?.content).toBe('remove')
  })
})

describe('a reboot', () => {
  const charm = defineCharm({
    ...declared,
    desired: ({ event }) => [command('Looking', ['/bin/look']), event.type === 'install' && reboot()],
  })

  test('is asked for once the hook has done everything else', async () => {
    const out = await run(charm, 'install')
    expect([out.rebooted, out.writes.at(-2), out.changes.at(-1)]).toEqual([true, 'juju-reboot', 'reboot the machine'])
    expect((await run(charm, 'start', out)).rebooted).toBe(false)
  })

  test('waits while something before it fails', async () => {
    expect((await run(charm, 'install', { commands: () => ({ code: 1, stderr: 'no' }) })).rebooted).toBe(false)
  })

  test('is refused to an action', async () => {
    const acting = defineCharm({
      ...declared,
      actions: (action) => ({ boot: action({ description: 'Boots', run: () => ({ do: reboot(), results: {} }) }) }),
      desired: () => [],
    })
    await expect(run(acting, { action: 'boot' })).rejects.toThrow(
      "action 'boot' returns reboot(), but Juju reboots no machine from an action",
    )
  })
})
