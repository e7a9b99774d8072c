/** Targets of an interface: both of its sides, with any databags. */
import type { Databag, RelationView, State } from '@charm-layers/relation'
import fc from 'fast-check'
import { anyBag } from './inputs.ts'
import { type FuzzTarget, reading } from './target.ts'

/** The keys that a side reads, each with values as they are on real machines. */
type Usual = Readonly<Record<string, readonly string[]>>

/** Any view of a relation whose databags have these keys. */
export const anyView = (remote: Usual, own: Usual = {}): fc.Arbitrary<RelationView> =>
  fc
    .record({
      units: fc.array(anyBag(remote), { maxLength: 2 }),
      localUnitData: anyBag({ 'ingress-address': ['10.5.2.21'], 'egress-subnets': ['10.5.2.21/32'], ...own }),
      remoteAppData: fc.oneof({ weight: 3, arbitrary: fc.constant<Databag>({}) }, { weight: 1, arbitrary: anyBag(remote) }),
    })
    .map(({ units, ...more }) => ({
      id: 'endpoint:1',
      localUnit: 'trove/0',
      remoteApp: 'remote',
      remoteUnits: new Map(units.map((bag, number) => [`remote/${number}`, bag])),
      secrets: new Map([['secret:a', { username: 'u', password: 'p' }]]),
      ...more,
    }))

/** Makes the target of a side that reads a view: it gives one of the four states, and does not throw. */
export const sideReads = (name: string, views: fc.Arbitrary<RelationView>, read: (view: RelationView) => State<unknown>): FuzzTarget =>
  reading(name, views, (view) => {
    const { state } = read(view)
    if (!['absent', 'waiting', 'ready', 'invalid'].includes(state)) throw new Error(`gives the state ${state}`)
  })
