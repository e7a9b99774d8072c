// Every wait has an end, counted from what is waited for, and says what it waited for. None shows a false blocked.
import { describe, expect, test } from 'vitest'
import { blocked, memoryClock, memoryHost, type State, waiting } from '../../../charm-testing/src/index.ts'
import { command, file, type Step, service } from '../../src/index.ts'
import { type Host, MachineFault } from '../../src/ports.ts'
import { reconcileOn } from './reconcile-on.ts'

const now = Date.UTC(2026, 0, 1)
const running = (age: number) => ({ active: true, enabled: true, masked: false, since: now - age, substate: 'running' })

/** Reconciles these steps on a machine; `change` replaces parts of the host. Gives how long it took as well. */
async function reconciled(
  steps: readonly Step[],
  state: State,
  change: (host: Host, clock: ReturnType<typeof memoryClock>) => Partial<Host> = () => ({}),
) {
  const clock = memoryClock(now)
  const memory = memoryHost({ packages: { api: '1' }, ...state }, clock)
  const host = { ...memory, ...change(memory, clock) }
  const begun = clock.monotonic()
  const done = await reconcileOn(host, clock, () => steps)
  return { ...done, took: clock.monotonic() - begun, ran: memory.did.ran }
}

describe('a service that somebody else has started', () => {
  /** A service of this age that begins to listen so many milliseconds after its start. */
  const started = (age: number, listensAfter: number) =>
    reconciled([service('api', 8779)], { services: { api: running(age) } }, (_, clock) => ({
      isListening: () => clock.monotonic() + age >= listensAfter,
    }))

  test.each([0, 1000, 10_000, 50_000])('%i ms ago is waited for until it listens', async (age) => {
    const { problem, changes, took } = await started(age, age + 8000)
    expect([problem, changes]).toEqual([undefined, []])
    expect(took).toBeLessThan(9000)
  })

  test.each([0, 30_000, 59_000])('%i ms ago and never listens is told a minute after its start', async (age) => {
    const { problem, took } = await started(age, Number.POSITIVE_INFINITY)
    expect(problem).toEqual(blocked('Services with ports not open that should be: api: [8779]'))
    expect(took).toBeLessThan(61_000 - age)
  })

  test('more than a minute ago is not waited for', async () => {
    const { problem, took } = await started(70_000, Number.POSITIVE_INFINITY)
    expect(problem?.name).toBe('blocked')
    expect(took).toBeLessThan(100)
  })

  test('a moment ago and dies the next moment is told, though it has no port', async () => {
    const { problem } = await reconciled(
      [service('worker')],
      { packages: { worker: '1' }, services: { worker: running(200) } },
      (host, clock) => ({
        services: async (names) => {
          const dead = { active: false, substate: 'failed', result: 'exit-code 1' }
          return new Map(
            [...(await host.services(names))].map(([name, found]) => [name, clock.monotonic() < 800 ? found : { ...found, ...dead }]),
          )
        },
      }),
    )
    expect(problem).toEqual(blocked('Services not running that should be: worker (exit-code 1)'))
  })

  test('beside one that has not listened for long is not told with that one, if it listens in time', async () => {
    const services = { api: running(3000), old: running(70_000) }
    const { problem } = await reconciled(
      [service('api', 8779), service('old', 9000)],
      { packages: { api: '1', old: '1' }, services },
      (_, clock) => ({ isListening: (port) => port === 8779 && clock.monotonic() > 5000 }),
    )
    expect(problem).toEqual(blocked('Services with ports not open that should be: old: [9000]'))
  })

  test('and is started again and again, ends the wait all the same', async () => {
    const { problem, took } = await reconciled([service('api', 8779)], { services: { api: running(0) } }, (host) => ({
      services: async (names) => new Map([...(await host.services(names))].map(([name, found]) => [name, { ...found, age: 10 }])),
      isListening: () => false,
    }))
    expect(problem?.name).toBe('blocked')
    expect(took).toBeLessThan(70_000)
  })

  test.each([-86_400_000, 86_400_000])('is as old as it is, though the clock was set by %i ms', async (by) => {
    const { problem } = await reconciled([service('api', 8779)], { services: { api: running(1000) } }, (_, clock) => {
      clock.set(by)
      return { isListening: () => clock.monotonic() > 5000 }
    })
    expect(problem).toBeUndefined()
  })
})

describe('a service that is reloaded to open a port', () => {
  const steps = [file('/etc/api.conf', 'new', { reloads: 'api' }), service('api', 8779)]
  const files = (age: number) => ({ '/etc/api.conf': { content: 'new', mode: 0o644, owner: 'root', group: 'root', modified: now - age } })

  test.each([70_000, 600_000])('by this hook, is waited for though it was started %i ms ago', async (age) => {
    const { problem, changes, took } = await reconciled(steps, { services: { api: running(age) }, files: files(1) }, (_, clock) => ({
      isListening: () => clock.monotonic() > 4000,
    }))
    expect([problem, changes]).toEqual([undefined, ['reload api']])
    expect(took).toBeGreaterThan(4000)
  })

  test('by this hook, and never opens it, is told', async () => {
    const { problem } = await reconciled(steps, { services: { api: running(600_000) }, files: files(1) }, () => ({
      isListening: () => false,
    }))
    expect(problem).toEqual(blocked('Services with ports not open that should be: api: [8779]'))
  })

  test('by a hook that was killed right after it, is waited for', async () => {
    const reloaded = { ...running(90_000), reloaded: now - 3000 }
    const { problem, changes } = await reconciled(steps, { services: { api: reloaded }, files: files(3001) }, (_, clock) => ({
      isListening: () => clock.monotonic() > 4000,
    }))
    expect([problem, changes]).toEqual([undefined, []])
  })
})

describe('a command in a unit of its own', () => {
  const step = command('Migration', ['/bin/migrate'], { transient: 'api-schema' })
  /** Its unit runs for this time already, and goes on. */
  const stuck = (age: number) =>
    reconciled([step], {
      services: { 'api-schema': { ...running(age), active: false, substate: 'start', description: 'Migration: /bin/migrate' } },
    })

  test('that stands behind a lock gives the hook back, and the status says what it waits for', async () => {
    const { problem, took, ran } = await stuck(10_000)
    expect(problem).toEqual(waiting('Migration has run for 5 minutes in api-schema.service; the next hook looks again'))
    expect(took).toBeLessThan(310_000)
    expect(ran).toEqual([])
  })

  test('is looked at once by each hook after that', async () => {
    const { problem, took } = await stuck(1_200_000)
    expect(problem).toEqual(waiting('Migration has run for 20 minutes in api-schema.service; the next hook looks again'))
    expect(took).toBeLessThan(100)
  })

  test('that fails is told with the last words of its own program, from its last start', async () => {
    const id = '0123456789abcdef0123456789abcdef'
    const journals: (readonly string[])[] = []
    const { problem } = await reconciled([step], {
      commands: ({ argv }) => {
        if (argv[0] === 'systemctl') return { stdout: `${id}\n` }
        if (argv[0] !== 'journalctl') return { code: 1 }
        journals.push(argv)
        return argv.includes(`_SYSTEMD_INVOCATION_ID=${id}`)
          ? { stdout: 'Traceback\nConnectionRefusedError: mysql://u:secret@db/trove\n' }
          : {}
      },
    })
    expect(problem).toEqual(blocked('Migration failed (gone): ConnectionRefusedError: mysql://u:***@db/trove'))
    expect(journals.flat()).not.toContain('--unit')
  })
})

describe('a machine with a fault', () => {
  test('a systemd that does not answer is told, and ends the work on the machine alone', async () => {
    const { problem } = await reconciled([service('api')], {}, () => ({
      services: async () => {
        throw new MachineFault('systemd does not answer: Connection timed out')
      },
    }))
    expect(problem).toEqual(blocked('Looking at api failed: systemd does not answer: Connection timed out'))
  })

  test.each(['EIO', 'EROFS', 'ELOOP'])('%s of a file is told with the file', async (code) => {
    const { problem } = await reconciled([file('/etc/api.conf', 'x')], {}, () => ({
      file: () => {
        throw Object.assign(new Error(`${code}: refused, open '/etc/api.conf'`), { code, syscall: 'open' })
      },
    }))
    expect(problem).toEqual(blocked(`Reading /etc/api.conf failed: ${code}: refused, open '/etc/api.conf'`))
  })

  test('a program that cannot be started for its size is told', async () => {
    const { problem } = await reconciled([command('ask', ['/bin/ask'])], {}, () => ({
      run: async () => {
        throw Object.assign(new Error('spawn E2BIG'), { code: 'E2BIG', syscall: 'spawn' })
      },
    }))
    expect(problem).toEqual(blocked('Asking the machine failed: spawn E2BIG'))
  })

  test('an owner that is not there is told', async () => {
    const { problem } = await reconciled([file('/etc/api.conf', 'x', { owner: 'trove' })], {}, () => ({
      writeFile: () => {
        throw new MachineFault("/etc/api.conf is to belong to 'trove', which is not in /etc/passwd")
      },
    }))
    expect(problem).toEqual(blocked("Writing /etc/api.conf failed: /etc/api.conf is to belong to 'trove', which is not in /etc/passwd"))
  })

  test('what a killed write has left is removed by the next hook, though the file is right', async () => {
    const conf = { content: 'x', mode: 0o644, owner: 'root', group: 'root', modified: 1 }
    const { changes } = await reconciled([file('/etc/api.conf', 'x')], {
      files: { '/etc/api.conf': conf, '/etc/.api.conf.charm-new': conf },
    })
    expect(changes).toEqual(['remove /etc/.api.conf.charm-new'])
  })
})

test('a command that took too long is not tried again, and that is said', async () => {
  const { problem, ran } = await reconciled([command('ask', ['/bin/ask'], { tries: 3 })], {
    commands: () => ({ code: 124, stderr: '\nno end within 1800 seconds' }),
  })
  expect(problem).toEqual(blocked('ask failed with exit status 124: no end within 1800 seconds'))
  expect(ran).toHaveLength(1)
})
