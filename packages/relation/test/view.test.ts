import { expect, test } from 'vitest'
import { completeView, isFault, peersSide, providesSide, type RelationView, ready, requiresSide } from '../src/index.ts'

test('a view that lacks everything is complete and empty, and its application bag is still unknown', () => {
  const view = completeView({ remoteAppData: null })
  expect(view).toEqual({
    id: '',
    localUnit: '',
    localUnitData: {},
    remoteApp: '',
    remoteAppData: {},
    remoteUnits: new Map(),
    secrets: new Map(),
  })
  expect('localAppData' in view).toBe(false)
  expect(completeView({ localAppData: { key: 'v' } }).localAppData).toEqual({ key: 'v' })
})

// A caller without TypeScript may leave anything out.
const nothing = {} as RelationView

test('each side gets complete views, to read and to write', () => {
  const requires = requiresSide<string, number>(
    'x',
    (view, request) => ready(view.remoteUnits.size + request.length),
    (request, view) => ({ unit: { [request]: view.remoteApp } }),
  )
  expect(requires).toMatchObject({ interface: 'x', side: 'requires' })
  expect(requires.read(nothing, 'four')).toEqual(ready(4))
  expect(requires.write('key', nothing)).toEqual({ unit: { key: '' } })
  for (const side of [providesSide, peersSide]) {
    const made = side<number, number>(
      'x',
      (view) => ready(view.remoteUnits.size),
      (told, view) => ({ app: { [String(told)]: view.id } }),
    )
    expect(made.read(nothing)).toEqual(ready(0))
    expect(made.write(3, { ...nothing, id: 'x:1' })).toEqual({ app: { 3: 'x:1' } })
  }
})

test('only a fault is one, whatever data looks like', () => {
  expect([{ state: 'invalid', key: 'k', why: 'w' }, { state: 'ready' }, 'invalid', null, undefined].map(isFault)).toEqual([
    true,
    false,
    false,
    false,
    false,
  ])
})
