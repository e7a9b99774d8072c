import { describe, expect, test } from 'vitest'
import { INTERFACES } from '../readme.ts'
import { SIDES } from '../wire/interfaces.ts'
import { readKit } from '../wire/kit.ts'
import { stateDrawings } from '../wire/states.ts'

interface Arrow {
  readonly from: string
  readonly to: string
  readonly events: readonly string[]
}

const arrowsOf = (drawing: string): readonly Arrow[] =>
  [...drawing.matchAll(/^ {2}(\S+) --> (\S+): (.*)$/gm)].map(([, from = '', to = '', label = '']) => ({
    from,
    to,
    events: label.split('<br>'),
  }))

const drawingsOf = (name: (typeof INTERFACES)[number]): readonly (readonly [head: string, arrows: readonly Arrow[]])[] =>
  stateDrawings(name)
    .split(/^(?=The )/m)
    .map((part) => [part.split('\n')[0] ?? '', arrowsOf(part)])

describe.for(INTERFACES)('the drawings of %s', (name) => {
  test('have one heading for each side, and no two alike', () => {
    const heads = drawingsOf(name).map(([head]) => head)
    expect(heads).toHaveLength(SIDES[name].length)
    expect(new Set(heads).size).toBe(heads.length)
  })

  test('say of no event that it leads into two states', () => {
    for (const [head, arrows] of drawingsOf(name)) {
      const ends = Map.groupBy(
        arrows.flatMap(({ to, events }) => events.map((event) => ({ to, event }))),
        ({ event }) => event,
      )
      expect([head, [...ends].filter(([, all]) => new Set(all.map(({ to }) => to)).size > 1)]).toEqual([head, []])
    }
  })

  test('show that it ends from every state', () => {
    for (const [head, arrows] of drawingsOf(name)) {
      const states = new Set(arrows.map(({ to }) => to))
      if (!states.delete('absent')) continue
      const ends = arrows.filter(({ to }) => to === 'absent').map(({ from }) => from)
      expect([head, new Set(ends)]).toEqual([head, new Set(['[*]', ...states])])
    }
  })

  test('say in few words what happened, and not which scenario it was', () => {
    for (const [index, [head, arrows]] of drawingsOf(name).entries()) {
      const [side] = SIDES[name].slice(index)
      const scenarios = side === undefined ? [] : readKit(side.target).lives.map((life) => life.name)
      for (const event of arrows.flatMap((arrow) => arrow.events)) {
        expect([head, event.length]).toSatisfy(([, length]) => length <= 60)
        expect(scenarios).not.toContain(event)
      }
    }
  })

  test('lead into every state that the side can read, and out again', () => {
    for (const [index, [head, arrows]] of drawingsOf(name).entries()) {
      const [side] = SIDES[name].slice(index)
      if (side === undefined) throw new Error('no side')
      const steps = readKit(side.target).lives.flatMap((life) => life.steps)
      const states = new Set(
        steps.map(({ view, request }) => (side.implementation.read(view, request as never) as { readonly state: string }).state),
      )
      const sorted = (names: Iterable<string>) => [...new Set(names)].sort()
      expect([head, sorted(arrows.map(({ to }) => to))]).toEqual([head, sorted(states)])
      expect([head, sorted(arrows.map(({ from }) => from))]).toEqual([head, sorted(['[*]', ...states])])
    }
  })
})

test('the side of keystone on Kubernetes is named', () => {
  expect(drawingsOf('keystone').map(([head]) => head)).toEqual([
    'The `requires` side (client):',
    'The `provides` side (keystone on machines):',
    'The `provides` side (keystone on Kubernetes):',
  ])
})
