// Bundles: what `juju deploy ./bundle.yaml` reads, overlays included.
import type { ConfigValue, Json } from '../../model/state.ts'
import { CliError } from '../errors.ts'
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
  readonly expose: boolean
  readonly trust: boolean
  readonly resources: Readonly<Record<string, string>>
}

/** A bundle, checked. */
export interface Bundle {
  readonly applications: readonly BundleApplication[]
  /** Ids that the bundle itself gives its machines. */
  readonly machines: readonly string[]
  readonly relations: readonly (readonly [string, string])[]
}

/** Lays an overlay over a bundle: maps are merged, an application set to nothing goes away, relations are added. */
const merge = (below: Json | undefined, above: Json, key = ''): Json => {
  if (key === 'relations' && Array.isArray(below) && Array.isArray(above)) return [...below, ...above]
  if (!isLoose(below) || !isLoose(above)) return above
  const merged: { [key: string]: Json } = { ...(below as { [key: string]: Json }) }
  for (const [name, value] of Object.entries(above as { [key: string]: Json })) {
    if (value === null && key === 'applications') delete merged[name]
    else merged[name] = merge(merged[name], value, name)
  }
  return merged
}

const text = (value: unknown): string => (typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '')

const baseOf = (loose: Loose): string | undefined => text(loose.base) || undefined

const placement = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.map(text) : value === undefined || value === null ? [] : [text(value)]

const readApplication = (name: string, loose: unknown, defaultBase: string | undefined, problems: string[]): BundleApplication => {
  const given = isLoose(loose) ? loose : {}
  if (text(given.charm) === '') problems.push(`empty charm path`)
  const count = given.num_units ?? 0
  if (typeof count !== 'number' || count < 0) problems.push(`negative number of units specified on application ${JSON.stringify(name)}`)
  const resources = isLoose(given.resources) ? given.resources : {}
  return {
    name,
    charm: text(given.charm),
    base: baseOf(given) ?? defaultBase,
    numUnits: typeof count === 'number' ? count : 0,
    to: placement(given.to),
    options: isLoose(given.options) ? configValues(given.options) : {},
    constraints: text(given.constraints),
    expose: given.expose === true,
    trust: given.trust === true,
    resources: Object.fromEntries(Object.entries(resources).map(([key, value]) => [key, text(value)])),
  }
}

/** Reads `[a, b]`, and the older `[a, [b, c]]` that stands for two. */
const readRelations = (value: unknown, problems: string[]): readonly (readonly [string, string])[] => {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) {
    problems.push('relations must be a list')
    return []
  }
  return value.flatMap((pair: unknown) => {
    const [left, right] = Array.isArray(pair) ? pair : []
    const rights: readonly unknown[] = Array.isArray(right) ? right : [right]
    if (text(left) === '' || rights.some((side) => text(side) === '')) {
      problems.push(`relation ${JSON.stringify(pair)} has ${Array.isArray(pair) ? pair.length : 0} endpoint(s), not 2`)
      return []
    }
    return rights.map((side): readonly [string, string] => [text(left), text(side)])
  })
}

/** Makes a bundle of the documents of its file and of overlays, or says all that is wrong with it. */
export const readBundle = (documents: readonly Json[]): Bundle => {
  const [first = null, ...overlays] = documents
  const loose = overlays.reduce<Json>((below, above) => merge(below, above), first)
  const bundle = isLoose(loose) ? loose : {}
  const applications = isLoose(bundle.applications) ? bundle.applications : isLoose(bundle.services) ? bundle.services : {}
  const problems: string[] = []
  if (Object.keys(applications).length === 0) problems.push('at least one application must be specified')
  const defaultBase = text(bundle['default-base']) || undefined
  const read = Object.entries(applications).map(([name, value]) => readApplication(name, value, defaultBase, problems))
  const machines = isLoose(bundle.machines) ? Object.keys(bundle.machines) : []
  const relations = readRelations(bundle.relations, problems)
  for (const side of relations.flat()) {
    const [name = ''] = side.split(':')
    if (!Object.hasOwn(applications, name))
      problems.push(`relation ${JSON.stringify(side)} refers to application ${JSON.stringify(name)} not defined in this bundle`)
  }
  for (const { name, to } of read) {
    for (const where of to) {
      const [target = ''] = where.split('/')
      const known = where === 'new' || machines.includes(where) || Object.hasOwn(applications, target)
      if (!known)
        problems.push(
          `placement ${JSON.stringify(where)} of application ${JSON.stringify(name)} refers to a machine not defined in this bundle`,
        )
    }
  }
  if (problems.length > 0) {
    throw new CliError(`cannot deploy bundle: the provided bundle has the following errors:\n${problems.join('\n')}`)
  }
  return { applications: read.sort((a, b) => (a.name < b.name ? -1 : 1)), machines, relations }
}
