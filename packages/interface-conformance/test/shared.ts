/**
 * What the tests of all interface packages have in common, for vitest and fast-check. It is a subpath for this repository alone, and not
 * published: who tests an interface elsewhere has `testing`, and a test library of their own.
 */
import { type Databag, type Databags, isFault, type RelationView, type State } from '@charm-layers/relation'
import type { Counterpart, LocalBags, RelationData } from '@charm-layers/relation/testing'
import { parseHost, parseLabel, parseName, urlHost } from '@charm-layers/relation/wire'
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { conform, type Implementation, type Target } from '../src/index.ts'
import { applied, type ViewOf } from '../src/testing.ts'

export { applied, plain } from '../src/testing.ts'

// The work is bounded by the number of runs; a slow machine is no failure.
vi.setConfig({ testTimeout: 600_000 })

/** Property tests run this often; the nightly setting asks for more. */
export const runs = { numRuns: Number(process.env.PROPERTY_RUNS ?? 1000) }

/** Any host, as a name or an address. */
export const anyHost: fc.Arbitrary<string> = fc
  .oneof(fc.ipV4(), fc.ipV6(), fc.domain(), fc.constantFrom('localhost', 'my_host', 'a.b.'))
  .filter((text) => parseHost(text) === text)

/** Any name of a database or a user. */
export const anyName: fc.Arbitrary<string> = fc.stringMatching(/^[A-Za-z0-9_][\w.$@+:-]{0,12}$/).filter((text) => parseName(text) === text)

/** Any text of one line. */
export const anyLabel: fc.Arbitrary<string> = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => parseLabel(text) === text)

/** Any network in CIDR notation. */
export const anyNetwork: fc.Arbitrary<string> = fc.oneof(
  fc.tuple(fc.ipV4(), fc.nat(32)).map(([base, bits]) => `${base}/${bits}`),
  fc
    .tuple(
      fc.ipV6().filter((text) => parseHost(text) === text),
      fc.nat(128),
    )
    .map(([base, bits]) => `${base}/${bits}`),
)

/** Any URL of an API. */
export const anyUrl: fc.Arbitrary<string> = fc
  .record({
    host: anyHost,
    protocol: fc.constantFrom('http', 'https'),
    port: fc.integer({ min: 1, max: 65535 }),
    path: fc.constantFrom('', '/v3', '/v1.0/$(tenant_id)s'),
  })
  .map(({ host, protocol, port, path }) => `${protocol}://${urlHost(host)}:${port}${path}`)

/** Checks what holds for any values of the arbitraries. */
export const forAny = <Values extends unknown[]>(
  arbitraries: readonly [...{ [Index in keyof Values]: fc.Arbitrary<Values[Index]> }],
  check: (...values: Values) => unknown,
): void =>
  fc.assert(
    fc.property(fc.tuple<Values>(...arbitraries), (values) => {
      check(...values)
    }),
    runs,
  )

/** Describes how a side fares in the conformance kit. `what` is the subject of a sentence: `the requires side`. */
export const describeConformance = (what: string, side: Implementation, target: Target): void => {
  describe(`${what} conforms`, async () => {
    const { results, optional } = await conform(side, target)
    test.for([...results, ...optional])('$kind: $name', ({ actual, expected }) => expect(actual).toEqual(expected))
  })
}

/** Makes any view of which every bag is one of the bags; `more` says what it has beside the units and the own bag. */
export const anyViewOf = (
  viewOf: ViewOf,
  bag: fc.Arbitrary<Databag>,
  more: { readonly [Key in keyof RelationView]?: fc.Arbitrary<RelationView[Key]> } = {},
): fc.Arbitrary<RelationView> =>
  fc
    .record({ units: fc.dictionary(fc.string(), bag, { maxKeys: 3 }), seen: fc.record({ localUnitData: bag, ...more }) })
    .map(({ units, seen }) => viewOf(units, seen))

/** Checks that a reading is one of the four states, and says what it waits for. */
export const expectState = (state: State<unknown>): void => {
  expect(['absent', 'waiting', 'ready', 'invalid']).toContain(state.state)
  if (state.state === 'waiting') expect(state.missing.length).toBeGreaterThan(0)
}

/** Checks that a second write changes nothing in the own bags, and gives the view after it. */
export const expectWrittenOnce = (view: RelationView, write: (view: RelationView) => Databags): RelationView => {
  const after = (seen: RelationView): RelationView => {
    const { unit, app } = write(seen)
    const localAppData = app === undefined ? {} : { localAppData: applied(seen.localAppData ?? {}, app) }
    return { ...seen, localUnitData: applied(seen.localUnitData, unit), ...localAppData }
  }
  const once = after(view)
  expect(after(once)).toEqual(once)
  return once
}

/** Checks that a reading refuses a key, and does not show its value. */
export const expectFault = (reading: unknown, key: string, value: string): void => {
  expect(reading).toMatchObject({ state: 'invalid', key })
  expect(isFault(reading) && reading.why).not.toContain(value)
}

/** Tests that values of keys are refused, by the key and without the value. */
export const testRefusals = (read: (bag: Databag) => unknown, values: Readonly<Record<string, readonly string[]>>): void =>
  test.each(Object.entries(values).flatMap(([key, refused]) => refused.map((value) => [key, value] as const)))(
    'refuses %s=%s, naming the key and not the value',
    (key, value) => expectFault(read({ [key]: value }), key, value),
  )

/** Checks that readers find no fault in bags, such as the recorded ones. */
export const expectReadable = (bags: Readonly<Record<string, Databag>>, ...readers: readonly ((bag: Databag) => unknown)[]): void => {
  for (const bag of Object.values(bags)) for (const read of readers) expect(isFault(read(bag))).toBe(false)
}

/** Plays rounds of hooks after which nothing changes any more, and gives the relation that is there then. */
export const settled = (counterpart: Counterpart, relation: RelationData, local: LocalBags, rounds = 3): RelationData => {
  const once = Array.from({ length: rounds }).reduce<RelationData>((now) => counterpart(now, local), relation)
  expect(counterpart(once, local)).toEqual(once)
  return once
}

/** How sides read a view, and what they make of one that has nothing. */
interface Reads {
  readonly reads: readonly ((view: RelationView) => State<unknown>)[]
  readonly empty?: 'absent' | 'ready'
  /** What views may lack. */
  readonly parts?: readonly (keyof RelationView)[]
}

/** Tests that views of callers without types, who leave parts out, are read all the same. */
export const testPartialViews = (
  viewOf: ViewOf,
  { reads, empty = 'absent', parts = ['localUnitData', 'remoteAppData', 'remoteUnits'] }: Reads,
): void =>
  test.each(parts)('a view without %s reads as one of the four states', (part) => {
    for (const view of [viewOf({}), viewOf({ 'a/0': {} })])
      for (const none of [undefined, null])
        for (const read of reads) expect(['absent', 'waiting', 'ready']).toContain(read({ ...view, [part]: none }).state)
    for (const read of reads) expect(read(JSON.parse('{}'))).toMatchObject({ state: empty })
  })
