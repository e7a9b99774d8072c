// The clock of a machine is set, forward and back, and hooks are killed. After the next whole hook every service runs with its files as
// they are, and no service is restarted for the clock's sake.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type MemoryClock, memoryClock, memoryHost } from '../../../charm-testing/src/index.ts'
import { file, service } from '../../src/index.ts'
import type { Host, ServiceVerb } from '../../src/ports.ts'
import { reconcileOn } from './reconcile-on.ts'

const runs = { numRuns: Number(process.env.PROPERTY_RUNS ?? 1000) }
const names = ['api', 'worker'] as const

/** A machine with two services. Both read both files when they start, and the API reads one of them when it reloads as well. */
function machine() {
  const clock: MemoryClock = memoryClock(Date.UTC(2026, 0, 1))
  const memory = memoryHost({ packages: { api: '1', worker: '1' } }, clock)
  const wanted = { restarts: 0, reloads: 0 }
  /** What each service has read, as `restarts/reloads`. */
  const read = new Map<string, string>()
  let left = Number.POSITIVE_INFINITY
  const contents = (): string => `${memory.files.get('/etc/both')?.content}/${memory.files.get('/etc/balanced')?.content}`
  /** Ends the hook when its time has come. */
  const act = (): void => {
    left -= 1
    if (left < 0) throw new Error('killed')
  }
  const note = (name: string, verb: ServiceVerb): void => {
    const had = read.get(name) ?? ''
    const has = contents()
    if (verb === 'start' || verb === 'restart') read.set(name, has)
    else if (verb === 'reload') read.set(name, `${had.split('/')[0]}/${has.split('/')[1]}`)
  }
  const manage: Host['manage'] = async (verb, of) => {
    let outcome = { code: 0, stdout: '', stderr: '' }
    for (const name of of) {
      act()
      outcome = await memory.manage(verb, [name])
      note(name, verb)
    }
    return outcome
  }
  const host: Host = {
    ...memory,
    manage,
    writeFile: (path, as) => {
      act()
      memory.writeFile(path, as)
    },
    setModified: (path, time) => {
      act()
      memory.setModified(path, time)
    },
  }
  const steps = () => [
    file('/etc/both', String(wanted.restarts), { restarts: names }),
    file('/etc/balanced', String(wanted.reloads), { reloads: 'api', restarts: 'worker' }),
    ...names.map((name) => service(name)),
  ]
  const hook = async (killedAfter = Number.POSITIVE_INFINITY): Promise<readonly string[]> => {
    left = killedAfter
    try {
      return (await reconcileOn(host, clock, steps)).changes
    } catch (error) {
      if (!(error instanceof Error) || error.message !== 'killed') throw error
      return []
    } finally {
      left = Number.POSITIVE_INFINITY
    }
  }
  return { clock, wanted, hook, start: (name: string) => manage('restart', [name]), has: () => [...read], should: contents }
}

type Machine = ReturnType<typeof machine>
const event = fc.oneof(
  fc.constantFrom('restarts' as const, 'reloads' as const).map((by) => ({
    text: `the file in ${by} should change`,
    happen: async ({ wanted }: Machine) => {
      wanted[by] += 1
    },
  })),
  fc.integer({ min: 0, max: 6 }).map((after) => ({
    text: `a hook is killed after ${after} acts`,
    happen: async ({ hook }: Machine) => {
      await hook(after)
    },
  })),
  fc.constantFrom(-86_400_000, -3_600_000, -700, 700, 3_600_000, 86_400_000).map((by) => ({
    text: `the clock is set by ${by} ms`,
    happen: async ({ clock }: Machine) => clock.set(by),
  })),
  fc.constantFrom(...names).map((name) => ({
    text: `somebody restarts ${name}`,
    happen: async ({ start }: Machine) => {
      await start(name)
    },
  })),
  fc.constantFrom(1, 5000, 600_000).map((by) => ({ text: `${by} ms pass`, happen: async ({ clock }: Machine) => await clock.sleep(by) })),
)
const history = fc.array(event, { maxLength: 12 }).map((events) => ({
  events,
  [fc.toStringMethod]: () => events.map(({ text }) => text).join('; '),
}))

describe('whatever happens to the clock and to hooks', () => {
  test('the next whole hook leaves every service with its files as they are, and the one after that does nothing', async () => {
    const property = fc.asyncProperty(history, async ({ events }) => {
      const on = machine()
      await on.hook()
      for (const { happen } of events) await happen(on)
      await on.hook()
      expect(new Map(on.has())).toEqual(new Map(names.map((name) => [name, on.should()])))
      expect(await on.hook()).toEqual([])
    })
    await fc.assert(property, runs)
  })

  test('a clock that is set restarts nothing that a hook has left right', async () => {
    const property = fc.asyncProperty(history, fc.integer({ min: -1e9, max: 1e9 }), async ({ events }, by) => {
      const on = machine()
      for (const { happen } of events) await happen(on)
      await on.hook()
      on.clock.set(by)
      expect(await on.hook()).toEqual([])
    })
    await fc.assert(property, runs)
  })
})
