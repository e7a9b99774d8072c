// Packed charms of which one is a subordinate, in the machines of its principal: real ones where they can run.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pack } from '@charm-layers/charm-cli'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { skipFor } from '../../../../tools/skip.ts'
import { call } from '../../src/controller/api/client.ts'
import { checkRequirements } from '../../src/machines/index.ts'
import type { Model } from '../../src/model/state.ts'
import type { Frozen } from '../../src/model/values.ts'
import { type Harness, rests, startHarness } from './harness.ts'

const requirements = await checkRequirements()
const reason = requirements.kind === 'impossible' ? requirements.reason : undefined
/** Long, because the first run on a host builds the base. */
const LIMIT = 600_000

let [inn, guest] = ['', '']
let charms: string
let juju: Harness

beforeAll(async () => {
  charms = mkdtempSync(join(tmpdir(), 'lj-charms-'))
  const packed = async (name: string): Promise<string> =>
    (await pack({ charm: join(import.meta.dirname, '../packed', name), out: charms })).path
  inn = await packed('inn')
  guest = await packed('guest')
}, 180_000)
afterAll(() => rmSync(charms, { recursive: true, force: true }))
afterEach(async () => {
  await call(juju.directory, 'stop', { keepMachines: false })
  await juju.end()
})

/** Each inn has got the key of the guest in its own machine, and no other. */
const housed = (model: Frozen<Model>, count: number): boolean => {
  const guests = Object.values(model.units).flatMap(({ name, principal, machine }) =>
    principal === null ? [] : [{ name, principal, machine }],
  )
  return (
    guests.length === count &&
    guests.every(
      ({ name, principal, machine }) =>
        model.units[principal]?.machine === machine &&
        rests(model, name, 'active') &&
        rests(model, principal, 'active', `key of ${name} for ${principal}`),
    )
  )
}

/** Hooks of one machine that ran while another of it did; the model is one that still has the units. */
const overlaps = (model: Frozen<Model>): readonly string[] => {
  const runs = juju.trace().flatMap((line) => {
    const machine = model.units[line.unit]?.machine
    return machine === undefined ? [] : [{ ...line, machine }]
  })
  return runs.flatMap((run) =>
    runs
      .filter((other) => other.unit !== run.unit && other.machine === run.machine && other.start >= run.start && other.start < run.end)
      .map((other) => `${other.unit} ${other.run} during ${run.unit} ${run.run}`),
  )
}

describe.each(['fake', 'systemd'] as const)('in %s machines', (machines) => {
  test('principal and subordinate live together, take turns, and go together', {
    timeout: LIMIT,
    ...skipFor(machines === 'systemd' ? reason : undefined),
  }, async () => {
    juju = await startHarness(machines)
    await juju.deploy(inn, 'inn', 2)
    await juju.deploy(guest, 'guest', 0)
    await juju.ask('integrate', { sides: ['guest:host', 'inn'] })
    await juju.ask('integrate', { sides: ['guest:room', 'inn:room'] })
    const both = await juju.until('both have a guest', (now) => housed(now, 2), LIMIT)
    expect(overlaps(both)).toEqual([])
    expect(Object.keys(both.machines)).toHaveLength(2)

    await juju.ask('add-unit', { application: 'inn', numUnits: 1, to: [], attachStorage: [] })
    await juju.ask('remove-unit', { unit: 'inn/0', force: false })
    const next = await juju.until(
      'one came, one went with its guest',
      (now) =>
        housed(now, 2) &&
        Object.keys(now.units)
          .filter((unit) => unit.startsWith('inn/'))
          .join() === 'inn/1,inn/2',
      LIMIT,
    )

    const dead = next.units['inn/2']?.machine ?? ''
    await juju.ask('set-power', { machine: dead, power: 'off' })
    const { units: lost } = await juju.ask('remove-machine', { machine: dead, force: true })
    expect(lost).toHaveLength(2)
    await juju.until('the dead machine is gone', (now) => housed(now, 1) && now.machines[dead] === undefined, LIMIT)

    await juju.ask('remove-relation', { relation: { sides: ['guest:host', 'inn'] }, force: false })
    await juju.until('one relation is left', (now) => housed(now, 1) && Object.keys(now.relations).length === 1, LIMIT)
    await juju.ask('remove-relation', { relation: { sides: ['guest:room', 'inn:room'] }, force: false })
    await juju.until('the guests are gone', (now) => Object.keys(now.units).join() === 'inn/1', LIMIT)
    expect(overlaps(next)).toEqual([])
    expect(juju.trace().filter(({ unit }) => unit.startsWith('guest/')).length).toBeGreaterThan(20)
    // A hook that ran when the power was lost has failed.
    expect(juju.trace().filter(({ unit, outcome }) => outcome === 'failed' && !lost.includes(unit))).toEqual([])
  })
})
