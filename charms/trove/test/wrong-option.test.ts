// While one option is wrong, everything that does not need it is still put right.
import { active, blocked, type Relation, run, type State, waiting } from '@charm-layers/charm-testing'
import { describe, expect, test } from 'vitest'
import { answering, charm, deployed, machine, relations, settle, text } from './trove.ts'

const conf = '/etc/trove/trove.conf'
const units = ['trove-api', 'trove-taskmanager', 'trove-conductor']
const stopped = { active: false, enabled: true, masked: false, since: 0, substate: 'dead' }

const wrong = [
  { 'config-flags': 'nonsense' },
  { 'worker-multiplier': -1 },
  { 'os-public-network': '10.0.0.0' },
  { 'os-public-hostname': 'x y' },
  { 'openstack-origin': 'jammy-oops' },
  { region: 'A\nB' },
]

describe.each(wrong)('with %j', (config) => {
  const state = async (more: State = {}): Promise<State> => ({ ...(await deployed()), config, ...more })

  test('a stopped service is started, and nothing else is done', async () => {
    const before = await state()
    const out = await run(charm, 'update-status', { ...before, services: { ...before.services, 'trove-conductor': stopped } })
    expect(out.started).toEqual(['trove-conductor'])
    expect(out.restarted).toEqual([])
    expect(out.status.name).toBe('blocked')
    expect((await run(charm, 'update-status', out)).changes).toEqual([])
  })

  test('an emptied file stays as it is, no service is started with it, and all is put right with the option', async () => {
    const before = await state()
    const now = before.now ?? 0
    const emptied = { content: '', mode: 0o640, owner: 'root', group: 'trove', modified: now }
    const out = await run(charm, 'update-status', {
      ...before,
      files: { ...before.files, [conf]: emptied },
      services: { ...before.services, 'trove-api': { ...stopped, since: now - 1000 } },
    })
    expect(text(out, conf)).toBe('')
    expect([...out.started, ...out.restarted]).toEqual([])
    expect(out.services?.['trove-conductor']?.active).toBe(true)
    const right = await run(charm, 'config-changed', { ...out, config: {} })
    expect(right.status).toEqual(active('Unit is ready'))
    expect(right.started).toEqual(['trove-api'])
    expect(right.restarted).toEqual(['trove-taskmanager', 'trove-conductor'])
  })

  test('a directory comes back', async () => {
    const out = await run(charm, 'update-status', await state({ directories: {} }))
    expect(Object.keys(out.directories ?? {})).toEqual(['/var/lib/trove/tmp'])
  })

  test('the services of a unit that was never configured stay held', async () => {
    const out = await settle({ ...machine('bookworm'), relations: relations(), commands: answering({ tables: [] }), config })
    expect(out.status.name).toBe('blocked')
    expect(out.started).toEqual([])
    for (const unit of units) if (out.services?.[unit]) expect(out.services[unit]).toMatchObject({ masked: true, active: false })
    expect(out.files[conf]).toBeUndefined()
    expect(out.openPorts).toEqual([])
  })
})

// The last option has a control character, for which the charm does not use any option.
describe.each(wrong.slice(0, -1))('with %j, too,', (config) => {
  test('a package that got lost is installed again', async () => {
    const before = await deployed()
    const { 'trove-conductor': _package, ...packages } = before.packages ?? {}
    const { 'trove-conductor': _service, ...services } = before.services ?? {}
    const out = await run(charm, 'update-status', { ...before, config, packages, services })
    expect(out.installed).toEqual(['trove-conductor'])
    expect(out.services?.['trove-conductor']?.active).toBe(true)
  })

  test('a value that was taken out of a databag is put back', async () => {
    const before = await deployed()
    const without = before.relations.map((one) =>
      one.endpoint === 'amqp' ? { ...one, localUnitData: { ...one.localUnitData, username: 'x' } } : one,
    )
    const out = await run(charm, 'update-status', { ...before, config, relations: without })
    expect(out.relations.find(({ endpoint }) => endpoint === 'amqp')?.localUnitData?.username).toBe('trove')
  })

  test('services go when their database goes', async () => {
    const before = await deployed()
    const left: readonly Relation[] = before.relations.filter(({ endpoint }) => endpoint !== 'shared-db')
    const out = await run(charm, 'update-status', { ...before, config, relations: left })
    for (const unit of units) expect(out.services?.[unit]).toMatchObject({ masked: true, active: false })
  })
})

test('a unit that joins a running cluster with a wrong option starts nothing', async () => {
  const leader = await deployed()
  const peers = leader.relations.flatMap((one) => (one.endpoint === 'cluster' ? [{ ...one, localUnitData: {} }] : []))
  const out = await settle({
    ...machine('bookworm'),
    leader: false,
    unit: 1,
    secrets: leader.secrets ?? {},
    relations: [...relations(), ...peers],
    config: { 'config-flags': 'nonsense' },
  })
  expect(out.status).toEqual(blocked("option 'config-flags' is not of the form key=value, key=value"))
  expect(out.started).toEqual([])
  for (const unit of units) expect(out.services?.[unit]).toMatchObject({ masked: true, active: false })
  const right = await settle({ ...out, config: {} })
  expect(right.status).toEqual(active('Unit is ready'))
})

test('a service that stops while a relation is incomplete is started again', async () => {
  const before = await deployed()
  const incomplete = before.relations.map((one) =>
    one.endpoint === 'amqp' ? { ...one, remoteUnits: { 'rabbitmq-server/0': { 'private-address': '10.5.1.31' } } } : one,
  )
  const services = { ...before.services, 'trove-api': stopped }
  const out = await run(charm, 'update-status', { ...before, relations: incomplete, services })
  expect(out.status).toEqual(waiting("'amqp' incomplete: password"))
  expect(out.started).toEqual(['trove-api'])
})
