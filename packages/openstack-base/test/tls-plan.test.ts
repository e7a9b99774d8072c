// Three units that go from plain HTTP to TLS and back, in any order of hooks, with hooks that are killed and a keystone that is slow.
import type { Encrypted, Peer, Scheme } from '@charm-layers/interface-openstack-ha'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Answers } from '../src/features/high-availability/encryption.ts'
import { type Plan, planOf } from '../src/features/high-availability/plan.ts'
import { noTls, type TlsState } from '../src/features/tls/state.ts'

type Wish = 'off' | 'ready' | 'kept'

interface Unit {
  /** What has happened to its certificates, as the unit knows it. */
  tls: Wish
  bag: Encrypted
  /** What its HAProxy does. */
  front: Answers | undefined
  calls: Plan['calls']
  /** What it has asked keystone for. */
  asks: Scheme
  /** Whether its last hook was killed, so that the others do not know yet what it does. */
  isKilled: boolean
  hook?: { readonly plan: Plan; readonly asks: Scheme; readonly records: Scheme | undefined } | undefined
}

interface World {
  readonly units: Unit[]
  leader: number
  recorded: Scheme
  catalogue: Scheme
  /** What keystone is about to write: what units had asked for when its hook began. */
  keystone: readonly Scheme[] | undefined
  /** Units whose request is not in the catalogue before keystone has ended what it does now. */
  readonly doubted: Set<number>
}

const nameOf = (id: number): string => `web-${id}.example`
const stateOf = (wish: Wish, id: number): TlsState => {
  const facts = { name: nameOf(id), names: [nameOf(id)], from: new Date(0), until: new Date(1) }
  if (wish === 'off') return noTls
  if (wish === 'kept') return { state: 'kept', certificates: [] }
  return { state: 'ready', certificates: [{ ...facts, certificate: '', key: undefined as never }], authorities: '' }
}

const makeUnit = (): Unit => ({ tls: 'off', bag: {}, front: 'http', calls: () => ({ by: 'http' }), asks: 'http', isKilled: false })
const makeWorld = (): World => ({
  units: [0, 1, 2].map(makeUnit),
  leader: 0,
  recorded: 'http',
  catalogue: 'http',
  keystone: undefined,
  doubted: new Set(),
})

const peersOf = ({ units }: World, id: number): ReadonlyMap<string, Peer> =>
  new Map(
    units.flatMap(({ bag }, other) =>
      other === id ? [] : [[`web/${other}`, { address: `10.0.0.${other}`, addresses: {}, unitState: 'READY' as const, encrypted: bag }]],
    ),
  )

function begin(world: World, id: number): void {
  const unit = world.units[id]
  if (!unit || unit.hook) return
  const plan = planOf({ tls: stateOf(unit.tls, id), own: unit.bag, peers: peersOf(world, id), recorded: world.recorded })
  // What a hook does on the machine is done even when it is killed.
  unit.front = plan.answers
  unit.calls = plan.calls
  unit.hook = { plan, asks: plan.registered, records: id === world.leader ? plan.next.scheme : undefined }
}

function end(world: World, id: number, isKilled: boolean): void {
  const unit = world.units[id]
  if (!unit?.hook) return
  const { plan, asks, records } = unit.hook
  unit.hook = undefined
  unit.isKilled = isKilled
  if (isKilled || (records !== undefined && id !== world.leader)) return
  const isSure = unit.asks === plan.looksFor && !world.doubted.has(id)
  unit.bag = plan.after(isSure && world.catalogue === plan.looksFor)
  if (unit.asks !== asks && world.keystone) world.doubted.add(id)
  unit.asks = asks
  if (records !== undefined) world.recorded = records
}

/** Keystone reads what all units ask for, and writes it one after the other. */
function register(world: World): void {
  if (world.keystone === undefined) {
    world.keystone = world.units.map(({ asks }) => asks)
    return
  }
  const [next, ...rest] = world.keystone
  if (next !== undefined) world.catalogue = next
  world.keystone = rest.length > 0 ? rest : undefined
  if (world.keystone === undefined) world.doubted.clear()
}

const answers = (front: Answers | undefined, scheme: Scheme): boolean => front === scheme || front === 'both'

function check(world: World): void {
  for (const [id, { front, calls }] of world.units.entries()) {
    if (!answers(front, world.catalogue)) throw new Error(`the catalogue has ${world.catalogue}, web/${id} answers ${front}`)
    for (const [other, { front: its, hook, isKilled }] of world.units.entries()) {
      const call = other === id ? undefined : calls(`web/${other}`)
      if (call && !hook && !isKilled && !answers(its, call.by))
        throw new Error(`web/${id} calls web/${other} by ${call.by}, which answers ${its}`)
    }
  }
}

type Move =
  | { readonly do: 'begin' | 'end' | 'kill' | 'lead'; readonly unit: number }
  | { readonly do: 'tls'; readonly unit: number; readonly wish: Wish }
  | { readonly do: 'keystone' }
  // Most changes reach all units at once, and most hooks end well.
  | { readonly do: 'all'; readonly wish: Wish }
  | { readonly do: 'round'; readonly units: readonly number[] }

function move(world: World, of: Move): void {
  if (of.do === 'keystone') register(world)
  else if (of.do === 'tls') Object.assign(world.units[of.unit] ?? {}, { tls: of.wish })
  else if (of.do === 'all') for (const unit of world.units) unit.tls = of.wish
  else if (of.do === 'round')
    for (const unit of of.units) for (const what of ['end', 'begin', 'end'] as const) move(world, { do: what, unit })
  else if (of.do === 'lead') world.leader = of.unit
  else if (of.do === 'begin') begin(world, of.unit)
  else end(world, of.unit, of.do === 'kill')
  check(world)
}

/** Runs hooks until nothing changes any more. */
function settle(world: World): void {
  for (let round = 0; round < 40; round += 1) {
    for (const id of world.units.keys()) {
      move(world, { do: 'end', unit: id })
      move(world, { do: 'begin', unit: id })
      move(world, { do: 'end', unit: id })
    }
    for (let times = 0; times < 8; times += 1) move(world, { do: 'keystone' })
  }
}

const unit = fc.nat(2)
const moves: fc.Arbitrary<Move> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom('begin', 'end'), unit }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('kill', 'lead'), unit }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('tls' as const), unit, wish: fc.constantFrom('off', 'ready', 'kept') }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('keystone' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('all' as const), wish: fc.constantFrom('off', 'ready') }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('round' as const), units: fc.shuffledSubarray([0, 1, 2]) }) },
)
const runs = Number(process.env.PROPERTY_RUNS ?? 1000)

test('the catalogue never names what a unit does not answer, no unit calls another by what that does not answer, whatever happens', () => {
  fc.assert(
    fc.property(fc.boolean(), fc.array(moves, { maxLength: 120 }), (isEncrypted, list) => {
      const world = makeWorld()
      if (isEncrypted) {
        move(world, { do: 'all', wish: 'ready' })
        settle(world)
      }
      for (const one of list) move(world, one)
    }),
    { numRuns: runs },
  )
}, 300_000)

test.each(['off', 'ready'] as const)(
  'in the end all units agree, whatever has happened before: %s',
  (wish) => {
    fc.assert(
      fc.property(fc.array(moves, { maxLength: 60 }), (list) => {
        const world = makeWorld()
        for (const one of list) move(world, one)
        for (const id of world.units.keys()) move(world, { do: 'tls', unit: id, wish })
        settle(world)
        expect(world.catalogue).toBe(wish === 'ready' ? 'https' : 'http')
        expect(world.units.map(({ front }) => front)).toEqual(Array(3).fill(wish === 'ready' ? 'https' : 'http'))
        if (wish === 'off') expect(world.units.map(({ bag }) => bag)).toEqual([{}, {}, {}])
      }),
      { numRuns: runs },
    )
  },
  300_000,
)
