// A service that clients use is restarted when it has no requests, and only when it is this unit's turn.
import { describe, expect, test } from 'vitest'
import { memoryClock, memoryHost, type Result, run, type State } from '../../../charm-testing/src/index.ts'
import {
  active,
  blocked,
  defineCharm,
  drained,
  file,
  holdRestarts,
  keep,
  option,
  packages,
  remembered,
  service,
  servicesRun,
  status,
} from '../../src/index.ts'
import type { Host } from '../../src/ports.ts'
import { reconcileOn } from './reconcile-on.ts'

const away = '/etc/api/away'
const told = remembered.text('told')
const charm = defineCharm({
  name: 'api',
  summary: 'Has clients',
  config: {
    workers: option.int({ default: 1, description: 'How many work' }),
    turn: option.boolean({ default: true, description: 'Whether to restart now' }),
  },
  desired: ({ config, heldRestarts }) => [
    packages('api', 'worker'),
    !config.turn && holdRestarts(),
    drained('api', { file: away, secondsToNotice: 3, secondsToFinish: 30 }),
    file('/etc/api.conf', `workers=${config.workers}`, { restarts: ['api', 'worker'] }),
    service('api', 8769),
    service('worker'),
    keep(told, 'down'),
    servicesRun(),
    keep(told, heldRestarts.length > 0 ? `held: ${heldRestarts.join(' ')}` : 'well'),
    heldRestarts.length > 0 && status(active('Unit is ready, waits for its turn')),
  ],
})
const change = { workers: 2 }
/** What a hook does with the change. */
const steps = [
  drained('api', { file: away, secondsToNotice: 3, secondsToFinish: 30 }),
  file('/etc/api.conf', 'workers=2', { restarts: ['api', 'worker'] }),
  service('api', 8769),
  service('worker'),
]
const deployed = () => run(charm, 'install')
const changed = async (more: State = {}): Promise<Result> =>
  run(charm, 'config-changed', { ...(await deployed()), config: change, ...more })

describe('a restart of a service with clients', () => {
  test('comes when they were led away, and they come back', async () => {
    const out = await changed()
    expect(out.changes).toContain('drain api, restart api worker')
    expect(out.statuses).toContainEqual({ name: 'maintenance', message: 'Restarting api: waiting for requests to finish' })
    expect(out.status).toEqual(active())
    expect(out.files[away]).toBeUndefined()
    expect((await run(charm, 'update-status', out)).changes).toEqual([])
  })

  /** Gives what was done to the host in order, with the milliseconds since the hook began. */
  async function order(more: State, alter: (host: Host) => Partial<Host> = () => ({})) {
    const before = await deployed()
    const state = { ...before, ...more }
    const clock = memoryClock(before.now ?? 0)
    const memory = memoryHost(state, clock)
    const host: Host = { ...memory, ...alter(memory) }
    const did: (readonly [string, number])[] = []
    const note = (what: string): void => void did.push([what, clock.monotonic()])
    const noting: Host = {
      ...host,
      writeFile: (path, as) => {
        if (path === away) note('away')
        host.writeFile(path, as)
      },
      removeFile: (path) => {
        if (path === away) note('back')
        host.removeFile(path)
      },
      manage: (verb, names) => {
        note(`${verb} ${names.join(' ')}`)
        return host.manage(verb, names)
      },
    }
    const done = await reconcileOn(noting, clock, () => steps)
    return { ...done, did, took: clock.monotonic() }
  }

  test('waits for the last request', async () => {
    const { did, problem, took } = await order({ requests: { 8769: 9000 } })
    expect(did.map(([what]) => what)).toEqual(['away', 'restart api worker', 'back'])
    expect(did[1]?.[1]).toBeGreaterThanOrEqual(9000)
    expect(took).toBeLessThan(9000 + 250 + 1500 + 3000 + 200)
    expect(problem).toBeUndefined()
  })

  test('waits until all have noticed though no request is on its way', async () => {
    const { did } = await order({})
    expect(did[1]?.[1]).toBeGreaterThanOrEqual(3000)
    expect(did[1]?.[1]).toBeLessThan(3500)
  })

  test('does not wait for ever for a request that does not end', async () => {
    const { did } = await order({ requests: { 8769: 900_000 } })
    expect(did[1]?.[1]).toBeLessThan(34_000)
  })

  test('is told when the service does not come back, and nobody is kept away by a file', async () => {
    const { did, problem } = await order({ failing: { api: 'exit-code 1' } })
    expect(did.map(([what]) => what)).toEqual(['away', 'restart api worker', 'back'])
    expect(problem).toEqual(blocked('Services not running that should be: api (exit-code 1)'))
  })

  test.each([
    ['has stopped', { services: {} }],
    ['does not listen', { silent: ['8769/tcp'] }],
  ])('leads nobody away from a service that %s', async (_, more) => {
    const { did } = await order(more)
    expect(did.map(([what]) => what)).not.toContain('away')
  })

  test.each(['away', 'restart api worker', 'back'])('killed at "%s" is put right by the next hook', async (point) => {
    const before = await deployed()
    const killed = new Error('killed')
    const state = { ...before, config: change }
    const clock = memoryClock(before.now ?? 0)
    const memory = memoryHost(state, clock)
    let dead = false
    const at = (what: string): void => {
      if (dead || what === point) {
        dead = true
        throw killed
      }
    }
    const host: Host = {
      ...memory,
      writeFile: (path, as) => {
        memory.writeFile(path, as)
        if (path === away) at('away')
      },
      manage: async (verb, names) => {
        const outcome = await memory.manage(verb, names)
        at(`${verb} ${names.join(' ')}`)
        return outcome
      },
      removeFile: (path) => {
        at('back')
        memory.removeFile(path)
      },
    }
    await expect(reconcileOn(host, clock, () => steps)).rejects.toThrow(killed)
    const after = {
      ...state,
      files: Object.fromEntries(memory.files),
      services: Object.fromEntries(memory.serviceStates),
      now: clock.now(),
    }
    expect(after.files[away]).toBeDefined()
    const out = await run(charm, 'update-status', after)
    expect(out.files[away]).toBeUndefined()
    expect(out.status).toEqual(active())
    expect((await run(charm, 'update-status', out)).changes).toEqual([])
  })
})

describe('a restart that is held back', () => {
  test('leaves the services alone, writes the file, and tells the charm', async () => {
    const out = await changed({ config: { ...change, turn: false } })
    expect([out.restarted, out.files['/etc/api.conf']?.content]).toEqual([[], 'workers=2'])
    expect(out.memory?.['memory-told']).toBe('held: api worker')
    expect(out.status).toEqual(active('Unit is ready, waits for its turn'))
    expect((await run(charm, 'update-status', out)).changes).toEqual([])
  })

  test('is done when it may be', async () => {
    const held = await changed({ config: { ...change, turn: false } })
    const out = await run(charm, 'config-changed', { ...held, config: { ...change, turn: true } })
    expect([out.restarted, out.memory?.['memory-told']]).toEqual([['api', 'worker'], 'well'])
  })

  test.each([
    ['listens', { silent: ['8769/tcp'] }],
    ['runs', { services: {} }],
  ])('is not, where a service of the unit no longer %s', async (_, more) => {
    const before = await deployed()
    const { worker } = before.services ?? {}
    const state = 'services' in more && worker ? { services: { worker } } : more
    const out = await run(charm, 'config-changed', { ...before, config: { ...change, turn: false }, ...state })
    expect(out.restarted).toContain('worker')
  })
})

test('what stands behind servicesRun() is told to Juju only when the services run', async () => {
  const out = await changed({ failing: { worker: 'exit-code 1' } })
  expect(out.memory?.['memory-told']).toBe('down')
})
