// One application of a bundle. Each key is used, refused, or reported as unused; no key is ignored silently.
import type { ConfigValue } from '../../model/values.ts'
import { readConstraints } from '../constraints.ts'
import { messageOf } from '../errors.ts'
import { applicationNameProblem } from '../names.ts'
import { seriesBase } from '../series.ts'
import type { StorageDirective } from '../../model/storage-directive.ts'
import { directiveFor } from '../storage/directives.ts'
import { configValues, isLoose, type Loose } from '../yaml-input.ts'

/** One application of a bundle. */
export interface BundleApplication {
  readonly name: string
  /** As written: a path relative to the bundle's folder. */
  readonly charm: string
  readonly base: string | undefined
  readonly numUnits: number
  readonly to: readonly string[]
  readonly options: Readonly<Record<string, ConfigValue | null>>
  readonly constraints: string
  readonly bindings: Readonly<Record<string, string>>
  readonly expose: boolean
  readonly trust: boolean
  readonly resources: Readonly<Record<string, string>>
  readonly storage: Readonly<Record<string, StorageDirective>>
}

/** What was found while a bundle was read. */
export interface Findings {
  /** Why the bundle cannot be deployed. */
  readonly problems: string[]
  /** What it says that has no effect here. */
  readonly unread: string[]
}

const used = new Set(
  'charm base series num_units to options constraints bindings expose trust resources storage channel revision requires_trust'.split(' '),
)

const quote = (value: unknown): string => JSON.stringify(value)

/** Gives a scalar as text: a base may be written as a number, an id as either. */
export const text = (value: unknown): string => (typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '')

/** Reads `base`, or `series` as older bundles have it. */
export const baseOf = (loose: Loose, keys: { readonly base: string; readonly series: string }): string | undefined =>
  text(loose[keys.base]) || seriesBase(text(loose[keys.series])) || undefined

/** Reads one application; what is wrong with it goes to the findings. */
export const readApplication = (name: string, loose: unknown, defaultBase: string | undefined, findings: Findings): BundleApplication => {
  const { problems, unread } = findings
  const given = isLoose(loose) ? loose : {}
  const wrong = (key: string, wanted: string): void => {
    problems.push(`${key} of application ${quote(name)} is ${quote(given[key])}, not ${wanted}`)
  }
  const nameProblem = applicationNameProblem(name)
  if (nameProblem !== undefined) problems.push(nameProblem)
  for (const key of Object.keys(given)) if (!used.has(key)) unread.push(`${key} of application ${quote(name)}`)

  const map = (key: string): Loose => {
    const value = given[key] ?? {}
    if (isLoose(value)) return value
    wrong(key, 'a map')
    return {}
  }
  const flag = (key: string): boolean => {
    const value = given[key] ?? false
    if (typeof value !== 'boolean') wrong(key, 'true or false')
    return value === true
  }
  const texts = (key: string, wanted: string): Record<string, string> =>
    Object.fromEntries(
      Object.entries(map(key)).map(([inner, value]) => {
        if (typeof value !== 'string')
          problems.push(`${key} of application ${quote(name)}: ${quote(inner)} is ${quote(value)}, not ${wanted}`)
        return [inner, text(value)]
      }),
    )
  const attempt = <T>(read: () => T, otherwise: T, explain: (why: string) => string): T => {
    try {
      return read()
    } catch (error) {
      problems.push(explain(messageOf(error)))
      return otherwise
    }
  }

  if (given.charm !== undefined && given.charm !== null && typeof given.charm !== 'string') wrong('charm', 'the path of a file')
  else if (text(given.charm) === '') problems.push('empty charm path')
  const count = given.num_units ?? 0
  const isCount = typeof count === 'number' && Number.isInteger(count)
  if (!isCount) wrong('num_units', 'a whole number')
  else if (count < 0) problems.push(`negative number of units specified on application ${quote(name)}`)
  const numUnits = isCount ? Math.max(0, count) : 0
  const to = Array.isArray(given.to) ? given.to.map(text) : given.to === undefined || given.to === null ? [] : [text(given.to)]
  if (isCount && to.length > numUnits) problems.push(`too many units specified in unit placement for application ${quote(name)}`)
  if (text(given.channel).split('/').length > 3) wrong('channel', 'of the form track/risk/branch')
  const constraints = text(given.constraints)
  attempt(
    () => readConstraints([constraints]),
    '',
    (why) => `invalid constraints ${quote(constraints)} in application ${quote(name)}: ${why}`,
  )
  const options = map('options')
  return {
    name,
    charm: text(given.charm),
    base: baseOf(given, { base: 'base', series: 'series' }) ?? defaultBase,
    numUnits,
    to,
    options: attempt(
      () => configValues(options),
      {},
      (why) => `application ${quote(name)}: ${why}`,
    ),
    constraints,
    bindings: texts('bindings', 'the name of a space'),
    expose: flag('expose'),
    trust: flag('trust'),
    resources: texts('resources', 'the path of a file; there is no store here that has revisions'),
    storage: attempt(
      () => Object.fromEntries(Object.entries(map('storage')).map(([key, value]) => [key, directiveFor(key, text(value))])),
      {},
      (why) => `application ${quote(name)}: ${why}`,
    ),
  }
}
