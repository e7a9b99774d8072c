// Units of one application restart one after the other, and a unit that does not come back stops the round.
import { option } from '@charm-layers/charm'
import type { State } from '@charm-layers/charm-testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { configFile, defineOpenStackCharm, highAvailability } from '../src/index.ts'
import { machine } from '../src/testing/index.ts'
import { begin, configure, end, hook, makeUnits, settle, statusOf, type Units } from './units.ts'

const away = '/etc/api/away'
const charm = defineOpenStackCharm({
  name: 'api',
  summary: 'Serves',
  user: 'api',
  release: { package: 'api-common', versions: { 1: 'zed' } },
  packages: ['api-common', 'api'],
  services: { api: { unit: 'api', ports: [9001] }, worker: { unit: 'worker' } },
  features: [highAvailability({ services: ['api'], health: '/healthcheck', disableFile: away })],
  data: ({ config }) => ({ size: config.size }),
  config: { size: option.int({ default: 1, description: 'A size' }) },
  files: [configFile('/etc/api/api.conf', (data) => String(data.size), { format: 'plain', restarts: ['api', 'worker'] })],
})
const state: State = {
  ...machine('bookworm', { 'api-common': { version: '1', services: [] }, api: { version: '1', services: ['api', 'worker'] } }),
  // Before Juju had secrets, shared ones were in the application databag, which the units of these tests share.
  jujuVersion: '2.9.52',
}

async function deployed(count = 3): Promise<Units> {
  const units = makeUnits(charm, count, state)
  await settle(units)
  units.restarts.length = 0
  return units
}

const unit = (units: Units, id: number) => {
  const found = units.all.get(id)
  if (!found) throw new Error(`no unit ${id}`)
  return found
}
const sizes = (units: Units) =>
  [...units.all.values()]
    .map(({ state }) => state.files?.['/etc/api/api.conf'])
    .map((file) => (typeof file === 'object' ? file.content : file))
const isOld = (units: Units, id: number): boolean => {
  const { files, services } = unit(units, id).state
  const conf = files?.['/etc/api/api.conf']
  return typeof conf === 'object' && conf.modified > (services?.api?.since ?? 0)
}
const turn = (units: Units): string | undefined => units.app['fact-restart-turn']

test('from install to ready, each service starts once and none is restarted', async () => {
  const units = makeUnits(charm, 3, state)
  await settle(units)
  expect(units.restarts).toEqual([])
  for (const id of [0, 1, 2]) expect(statusOf(units, id)).toBe('active: Unit is ready')
})

describe('a change of an option', () => {
  test('goes round the units by their numbers, and leaves nothing to do', async () => {
    const units = await deployed()
    configure(units, { size: 2 })
    await settle(units)
    expect(units.restarts).toEqual([0, 1, 2])
    expect(sizes(units)).toEqual(['2', '2', '2'])
    expect(turn(units)).toBeUndefined()
    for (const one of units.all.values()) expect(JSON.stringify(one.state.relations)).not.toContain('restart-asked')
  })

  test('makes a unit that waits say so, and who restarts now', async () => {
    const units = await deployed()
    configure(units, { size: 2 })
    for (const id of [0, 1]) {
      await begin(units, id)
      end(units, id)
    }
    expect(statusOf(units, 0)).toBe('active: Unit is ready, waits for its turn to restart')
    expect(turn(units)).toMatch(/^api\/0 /)
    units.leader = 1
    await hook(units, 1)
    expect(statusOf(units, 1)).toBe('active: Unit is ready, waits for its turn to restart: api/0 restarts now')
    expect(units.restarts).toEqual([])
  })

  test('restarts a unit alone at once', async () => {
    const units = await deployed(1)
    configure(units, { size: 2 })
    expect(await settle(units)).toBe(1)
    expect(units.restarts).toEqual([0])
  })

  test('restarts a unit at once where no other serves', async () => {
    const units = await deployed(2)
    unit(units, 1).state = { ...unit(units, 1).state, failing: { api: 'exit-code 1' }, services: {} }
    await hook(units, 1)
    configure(units, { size: 2 })
    await begin(units, 0)
    expect(units.restarts).toEqual([0])
  })

  test('restarts a unit at once that does not serve', async () => {
    const units = await deployed()
    unit(units, 1).state = { ...unit(units, 1).state, silent: ['8991/tcp'] }
    configure(units, { size: 2 })
    await begin(units, 1)
    expect(units.restarts).toEqual([1])
  })

  test('that comes again right after a restart makes the unit ask again, while the leader may be granting the next turn', async () => {
    const units = await deployed()
    configure(units, { size: 2 })
    for (const id of [0, 1, 2, 0, 1]) {
      await begin(units, id)
      end(units, id)
    }
    expect(units.restarts).toEqual([0, 1])
    expect(turn(units)).toMatch(/^api\/1 /)
    configure(units, { size: 3 })
    await begin(units, 1)
    expect(units.restarts).toEqual([0, 1])
  })

  test('that comes again in the middle of a round reaches all', async () => {
    const units = await deployed()
    configure(units, { size: 2 })
    for (const id of [0, 1, 2, 0]) {
      await begin(units, id)
      end(units, id)
    }
    configure(units, { size: 3 })
    await settle(units)
    expect(sizes(units)).toEqual(['3', '3', '3'])
    for (const id of [0, 1, 2]) expect(isOld(units, id)).toBe(false)
  })
})

test.each([{ vip: 'not an address' }, { 'openstack-origin': 'nonsense' }, { 'config-flags': 'a=\u0007' }])(
  'a unit that a killed hook has left without clients gets them back, though an operator has set %o',
  async (config) => {
    const units = await deployed()
    const one = unit(units, 1)
    one.state = { ...one.state, files: { ...one.state.files, [away]: '' } }
    configure(units, config)
    await settle(units)
    expect(statusOf(units, 1)).toMatch(/^blocked/)
    expect(one.state.files?.[away]).toBeUndefined()
  },
)

test('clients are led away from a unit while another serves them, and not from one that serves alone', async () => {
  for (const [count, led] of [
    [2, true],
    [1, false],
  ] as const) {
    const units = await deployed(count)
    configure(units, { size: 2 })
    await settle(units)
    expect(units.changes.some((change) => change.startsWith('drain api, restart api'))).toBe(led)
  }
})

describe('a unit that does not serve again', () => {
  async function failed(): Promise<Units> {
    const units = await deployed()
    unit(units, 1).state = { ...unit(units, 1).state, failing: { api: 'exit-code 1' } }
    configure(units, { size: 2 })
    await settle(units)
    return units
  }

  test('stops the round: the others go on with what they have, and the leader says what to do', async () => {
    const units = await failed()
    expect(units.restarts).toEqual([0, 1])
    expect(isOld(units, 2)).toBe(true)
    expect(statusOf(units, 0)).toBe(
      'blocked: Restarts stop at api/1, which does not serve again: mend it, or juju remove-unit --force api/1',
    )
    expect(statusOf(units, 1)).toContain('Services not running that should be: api (exit-code 1)')
    units.leader = 2
    await hook(units, 2)
    expect(isOld(units, 2)).toBe(true)
  })

  test('keeps the last one that serves from restarting', async () => {
    const units = await deployed(2)
    unit(units, 0).state = { ...unit(units, 0).state, failing: { api: 'exit-code 1' } }
    configure(units, { size: 2 })
    await settle(units)
    expect(units.restarts).toEqual([0])
    expect(isOld(units, 1)).toBe(true)
  })

  test('lets the round go on once it is mended', async () => {
    const units = await failed()
    unit(units, 1).state = { ...unit(units, 1).state, failing: {} }
    await hook(units, 1)
    await settle(units)
    expect(units.restarts).toEqual([0, 1, 2])
    expect(statusOf(units, 0)).toBe('active: Unit is ready')
  })

  test('lets the round go on once it is removed', async () => {
    const units = await failed()
    units.all.delete(1)
    await settle(units)
    expect(units.restarts).toEqual([0, 1, 2])
    expect(statusOf(units, 0)).toBe('active: Unit is ready')
  })
})

describe('a unit that dies', () => {
  test('while it has its turn stops the round, which the leader says after ten minutes', async () => {
    const units = await deployed()
    configure(units, { size: 2 })
    for (const id of [0, 1, 2, 0]) {
      await begin(units, id)
      end(units, id)
    }
    expect(turn(units)).toMatch(/^api\/1 /)
    unit(units, 1).dead = true
    await settle(units)
    expect(statusOf(units, 0)).toBe('active: Unit is ready')
    units.now += 600_000
    await hook(units, 0)
    expect(statusOf(units, 0)).toMatch(/^blocked: Restarts wait for api\/1 since 12:\d\d UTC: mend it, or juju remove-unit --force api\/1$/)
    expect(isOld(units, 2)).toBe(true)
    units.all.delete(1)
    await settle(units)
    expect(units.restarts).toEqual([0, 2])
  })

  test('before it asks is not in line', async () => {
    const units = await deployed()
    unit(units, 1).dead = true
    configure(units, { size: 2 })
    await settle(units)
    expect(units.restarts).toEqual([0, 2])
    unit(units, 1).dead = false
    await settle(units)
    expect(units.restarts).toEqual([0, 2, 1])
  })

  test('and led is followed by a leader that reads the same', async () => {
    const units = await deployed()
    configure(units, { size: 2 })
    for (const id of [0, 1, 2]) {
      await begin(units, id)
      end(units, id)
    }
    // It has granted itself the turn, and is gone for good.
    unit(units, 0).dead = true
    units.leader = 2
    await hook(units, 2, 'leader-elected')
    units.leader = 1
    await hook(units, 1, 'leader-elected')
    expect(units.restarts).toEqual([])
    units.all.delete(0)
    await settle(units)
    expect(units.restarts).toEqual([1, 2])
  })
})

test('however hooks overlap, are killed, and leaders change, no two units restart at once, and all have restarted in the end', async () => {
  const act = fc.record({ unit: fc.nat(2), what: fc.constantFrom('begin', 'begin', 'end', 'end', 'kill', 'lead', 'configure' as const) })
  const ready = await deployed()
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 10, maxLength: 60 }), async (acts) => {
      const units = copyOf(ready)
      let size = 2
      configure(units, { size })
      const check = () => {
        const restarting = [...units.all.values()].filter(({ hook: of }) => (of?.out.restarted.length ?? 0) > 0)
        expect(restarting.length).toBeLessThan(2)
      }
      for (const { unit: id, what } of acts) {
        if (what === 'begin') await begin(units, id)
        else if (what === 'end') end(units, id)
        else if (what === 'kill') end(units, id, 'killed')
        else if (what === 'lead') units.leader = id
        else {
          size += 1
          configure(units, { size })
        }
        check()
      }
      for (const id of units.all.keys()) end(units, id)
      await settle(units)
      expect(sizes(units)).toEqual(Array.from({ length: 3 }, () => String(size)))
      for (const id of [0, 1, 2]) expect(isOld(units, id)).toBe(false)
      expect(turn(units)).toBeUndefined()
      for (const one of units.all.values()) expect(one.state.files?.[away]).toBeUndefined()
    }),
    { numRuns: Math.min(1000, Number(process.env.PROPERTY_RUNS ?? 30)) },
  )
}, 120_000)

/** Units that go their own way from here. */
const copyOf = (units: Units): Units => ({
  ...units,
  all: new Map([...units.all].map(([id, one]) => [id, { ...one, events: [...one.events] }])),
  restarts: [],
})
