/** The cases of the conformance kit, in the form in which the packages take them. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { casesOf, type ScenarioFile, type Target } from '@charm-layers/interface-conformance'
import { revived } from '@charm-layers/interface-conformance/testing'
import type { Databag, RelationView } from '@charm-layers/relation'
import { viewOfData } from '@charm-layers/relation/testing'

/** A view that the kit lets a side read, and the side's own request. */
export interface Reading {
  readonly view: RelationView
  readonly request: unknown
}

/** Something that the kit lets a side write. */
export interface Writing {
  readonly view: RelationView
  readonly intent: unknown
}

/** One look at a relation, in a life of it. */
export interface Step extends Reading {
  readonly what: string
  /** What led here, for a drawing. */
  readonly event: string | undefined
}

/** A life of a relation, step by step. */
export interface Life {
  readonly name: string
  readonly steps: readonly Step[]
}

/** What the kit has about one side of an interface. */
export interface Kit {
  readonly readings: readonly Reading[]
  readonly writings: readonly Writing[]
  readonly lives: readonly Life[]
  /** Values of all secrets in it. */
  readonly secrets: ReadonlySet<string>
}

const scenarios = join(import.meta.dirname, '../../packages/interface-conformance/scenarios')

/** Takes the kit of one side apart. */
export const readKit = (target: Target): Kit => {
  const secrets = new Set<string>()
  const meet = (value: string): void => void secrets.add(value)
  const cases = casesOf(target)
  const file = JSON.parse(readFileSync(join(scenarios, `${target.replace('/', '-')}.json`), 'utf8')) as ScenarioFile
  const lives = file.scenarios.map(({ name, request, steps }) => ({
    name,
    steps: steps.map(({ what, event, view, request: own }) => ({
      what,
      event,
      view: viewOfData({ ...file.view, ...view }),
      request: revived(own ?? request ?? file.request, meet),
    })),
  }))
  const recorded = cases.flatMap((each): Reading[] =>
    each.kind === 'vector' && 'question' in each && each.question.do === 'read'
      ? [{ view: viewOfData(each.question.view), request: revived(each.question.request, meet) }]
      : [],
  )
  return {
    readings: [...lives.flatMap(({ steps }) => steps), ...recorded],
    writings: file.writes.map(({ view, intent }) => ({ view: viewOfData({ ...file.view, ...view }), intent: revived(intent, meet) })),
    lives,
    secrets,
  }
}

/** Gives a view in which one key has another value where it stands, or is not there. */
export const withKey = (view: RelationView, { bag, unit, key }: Place, value: string | undefined): RelationView => {
  const changed = (old: Databag): Databag =>
    Object.fromEntries(
      Object.entries(old).flatMap(([name, text]) => (name !== key ? [[name, text]] : value === undefined ? [] : [[name, value]])),
    )
  if (bag === 'own unit') return { ...view, localUnitData: changed(view.localUnitData) }
  if (bag === 'application') return { ...view, remoteAppData: changed(view.remoteAppData) }
  return {
    ...view,
    remoteUnits: new Map([...view.remoteUnits].map(([name, old]) => [name, unit === undefined || name === unit ? changed(old) : old])),
  }
}

/** A key of a databag in a view. */
export interface Place {
  readonly bag: 'unit' | 'application' | 'own unit'
  /** The remote unit; without one, all that have the key. */
  readonly unit?: string | undefined
  readonly key: string
}

/** Lists all keys in a view. */
export const placesOf = (view: RelationView): readonly Place[] => [
  ...[...view.remoteUnits].flatMap(([unit, bag]) => Object.keys(bag).map((key) => ({ bag: 'unit' as const, unit, key }))),
  ...Object.keys(view.remoteAppData).map((key) => ({ bag: 'application' as const, key })),
  ...Object.keys(view.localUnitData).map((key) => ({ bag: 'own unit' as const, key })),
]

/** Gives the value at a place. */
export const valueAt = (view: RelationView, { bag, unit = '', key }: Place): string =>
  (bag === 'own unit' ? view.localUnitData : bag === 'application' ? view.remoteAppData : view.remoteUnits.get(unit))?.[key] ?? ''
