// Models that are right, and models with a fault.
import { active, type Charm, file, fact, status } from '@charm-layers/charm'
import { expect, test, vi } from 'vitest'
import { type Model, SimulationFailed, simulate } from '../../src/index.ts'
import { planOf } from '../../src/simulate/plan.ts'
import { runSeed } from '../../src/simulate/run-seed.ts'
import { fickle, greeters, helper, principal, waits } from './models.ts'

vi.setConfig({ testTimeout: 60_000 })

/** Simulates a model that breaks an invariant, and gives the report. */
async function failing(model: Model, seeds = 200): Promise<SimulationFailed> {
  try {
    await simulate(model, { seeds, command: (seed) => `again ${seed}` })
  } catch (error) {
    if (error instanceof SimulationFailed) return error
    throw error
  }
  throw new Error(`nothing is found under ${seeds} seeds`)
}

test('a model that is right breaks no invariant, and says how many hooks it has run', async () => {
  const { seeds, hooks } = await simulate(greeters({ scale: [1, 4], changes: [{ workers: 3 }, { workers: 4 }] }), { seeds: 25 })
  expect(seeds).toBe(25)
  expect(hooks).toBeGreaterThan(25 * 20)
})

test('a seed is the same run each time', async () => {
  const model = greeters({ scale: [1, 4], changes: [{ workers: 3 }] }) as unknown as Parameters<typeof planOf>[0]
  const traces = async (seed: number) => (await runSeed(model, { seed, plan: planOf(model, seed), isCalm: false, traces: true })).trace
  expect(await traces(7)).toEqual(await traces(7))
  expect(await traces(7)).not.toEqual(await traces(8))
})

test('each unit runs its hooks in an order of Juju', async () => {
  const events = new Map<string, string[]>()
  const watched: Charm = {
    ...waits,
    desired: (context) => {
      const { event, identity } = context
      const about = 'endpoint' in event ? ` ${event.endpoint}` : ''
      const unit = 'remoteUnit' in event ? ` ${event.remoteUnit}` : ''
      const own = events.get(identity.unit) ?? []
      const text = `${event.type}${about}${unit}`
      if (own.at(-1) !== text) own.push(text)
      events.set(identity.unit, own)
      return waits.desired(context)
    },
  }
  const model = greeters({ charm: watched }) as unknown as Parameters<typeof planOf>[0]
  for (const seed of [1, 2, 3, 4, 5, 6]) {
    events.clear()
    await runSeed(model, { seed, plan: [], isCalm: false, traces: false })
    expect([...events.keys()].sort()).toEqual(['greeter/0', 'greeter/1', 'greeter/2'])
    for (const list of events.values()) {
      const at = (text: string) => list.indexOf(text)
      expect(list.slice(0, 1)).toEqual(['install'])
      expect(list.slice(1, 3).sort()).toEqual(['relation-created queue', 'relation-created ring'])
      expect(at('start')).toBe(at('config-changed') + 1)
      for (const unit of ['broker/0', 'broker/1'])
        expect(at(`relation-changed queue ${unit}`)).toBeGreaterThan(at(`relation-joined queue ${unit}`))
      expect(at('relation-joined queue broker/0')).toBeGreaterThan(at('start'))
      expect(list.at(-1)).toBe('update-status')
    }
    expect([...events.values()].filter((list) => list.includes('leader-elected')).length).toBe(1)
  }
})

test('a principal and its subordinate see only each other', async () => {
  const model: Model = {
    name: 'beside',
    applications: { principal: { charm: principal, units: 3, scale: [1, 4] }, helper: { charm: helper } },
    relations: [['principal:helper', 'helper:helper']],
  }
  expect((await simulate(model, { seeds: 25 })).hooks).toBeGreaterThan(25 * 12)
})

test('the report of a seed that fails has what is needed for it, what happens, and the command that shows it again', async () => {
  const { failure, message } = await failing(greeters({}, { broker: fickle }))
  expect(failure).toMatchObject({ invariant: 'secrets stay', what: expect.stringMatching(/^password of broker\/\d on queue:\d changes$/) })
  expect(failure.disturbances).toHaveLength(1)
  expect(failure.disturbances[0]).toMatch(/loses power|is stopped/)
  expect(failure.trace.at(-2)).toContain('BROKEN')
  expect(message).toContain(`To see it again: again ${failure.seed}`)
})

test('a file that is made from a fact of the same hook is found', async () => {
  const hasty: Charm = {
    ...waits,
    desired: (context) => {
      const token = context.fact('token') ?? `token-of-${context.identity.unit}`
      return [waits.desired(context), context.leader && [fact('token', token), file('/etc/token', token)]]
    },
  }
  expect((await failing(greeters({ charm: hasty }))).failure).toMatchObject({
    invariant: 'files hold stored values only',
    disturbances: [],
  })
})

test('a unit that says active without its services is found', async () => {
  const lying: Charm = { ...waits, desired: (context) => [waits.desired(context), status(active('all is well'))] }
  const proper: Charm = {
    ...waits,
    desired: (context) => [waits.desired(context)],
  }
  expect((await failing(greeters({ charm: lying, serves: ['another'] }))).failure.invariant).toBe('active means serving')
  expect((await simulate(greeters({ charm: proper }), { seeds: 5 })).seeds).toBe(5)
})

test('a relation of an application or endpoint that there is not is refused', async () => {
  const of = (one: string): Model => ({ ...greeters(), relations: [[one, 'broker:queue']] })
  await expect(simulate(of('greter:queue'), { seeds: 1 })).rejects.toThrow("there is no application 'greter'")
  await expect(simulate(of('greeter:que'), { seeds: 1 })).rejects.toThrow("'greeter' has no endpoint 'que'")
})
