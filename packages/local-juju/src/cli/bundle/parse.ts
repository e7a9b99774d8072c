// Bundles: what `juju deploy ./bundle.yaml` reads, overlays included.
import type { Json } from '../../model/values.ts'
import { CliError } from '../errors.ts'
import { isApplicationName } from '../names.ts'
import { isLoose } from '../yaml-input.ts'
import { type BundleApplication, baseOf, type Findings, readApplication, text } from './read-application.ts'

/** A bundle, checked as far as can be without its charms. */
export interface Bundle {
  readonly applications: readonly BundleApplication[]
  /** Ids that the bundle itself gives its machines. */
  readonly machines: readonly string[]
  readonly relations: readonly (readonly [string, string])[]
  /** The settings of the bundle that have no effect here; the operator is told of them. */
  readonly unread: readonly string[]
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

/** Keys that are read, and those that only tell people something; `variables` is where YAML anchors are put. */
const known = new Set(
  'applications services machines relations default-base series bundle saas name description docs issues source tags variables website'.split(
    ' ',
  ),
)

const quote = (value: unknown): string => JSON.stringify(value)

/** Writes a relation as Juju's texts do. */
const shown = (sides: readonly unknown[]): string => `[${sides.map(quote).join(' ')}]`

/** Reads `[a, b]`, and the older `[a, [b, c]]` that stands for two. */
const readRelations = (value: unknown, problems: string[]): readonly (readonly [string, string])[] => {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) {
    problems.push('relations must be a list')
    return []
  }
  return value.flatMap((pair: unknown) => {
    const sides: readonly unknown[] = Array.isArray(pair) ? pair : []
    const [left, right] = sides
    const rights: readonly unknown[] = Array.isArray(right) ? right : [right]
    if (sides.length !== 2 || text(left) === '' || rights.some((side) => text(side) === '')) {
      problems.push(`relation ${Array.isArray(pair) ? shown(sides) : quote(pair)} has ${sides.length} endpoint(s), not 2`)
      return []
    }
    return rights.map((side): readonly [string, string] => [text(left), text(side)])
  })
}

const checkRelations = (relations: Bundle['relations'], applications: ReadonlySet<string>, problems: string[]): void => {
  const seen = new Set<string>()
  for (const sides of relations) {
    for (const side of sides) {
      const [name = '', endpoint, ...rest] = side.split(':')
      if (!isApplicationName(name) || endpoint === '' || rest.length > 0) problems.push(`invalid relation syntax ${quote(side)}`)
      else if (!applications.has(name))
        problems.push(`relation ${shown(sides)} refers to application ${quote(name)} not defined in this bundle`)
    }
    if (sides[0].split(':')[0] === sides[1].split(':')[0]) problems.push(`relation ${shown(sides)} relates an application to itself`)
    const key = [...sides].sort().join(' ')
    if (seen.has(key)) problems.push(`relation ${shown(sides)} is defined more than once`)
    seen.add(key)
  }
}

const checkPlacement = (
  where: string,
  machines: readonly string[],
  applications: readonly BundleApplication[],
  problems: string[],
): void => {
  if (where === 'new' || machines.includes(where)) return
  const [, name = '', unit] = /^([a-z][a-z0-9-]*)(?:\/(\d+))?$/.exec(where) ?? []
  if (/^\d+$/.test(where)) problems.push(`placement ${quote(where)} refers to a machine not defined in this bundle`)
  else if (/^(?:lxd|kvm):/.test(where))
    problems.push(`placement ${quote(where)} is not supported: local-juju has no containers in machines`)
  else if (name === '') problems.push(`invalid placement syntax ${quote(where)}`)
  else {
    const target = applications.find((application) => application.name === name)
    if (target === undefined) problems.push(`placement ${quote(where)} refers to an application not defined in this bundle`)
    else if (unit !== undefined && Number(unit) >= target.numUnits)
      problems.push(
        `placement ${quote(where)} specifies a unit greater than the ${target.numUnits} unit(s) started by the target application`,
      )
  }
}

const readMachines = (value: unknown, { problems, unread }: Findings): readonly string[] => {
  if (value === undefined || value === null) return []
  if (!isLoose(value)) {
    problems.push('machines must be a map')
    return []
  }
  for (const [id, machine] of Object.entries(value)) {
    if (!/^(?:0|[1-9]\d*)$/.test(id)) problems.push(`invalid machine id ${quote(id)} found in machines`)
    for (const key of isLoose(machine) ? Object.keys(machine) : []) unread.push(`${key} of machine ${quote(id)}`)
  }
  return Object.keys(value)
}

/** Makes a bundle of the documents of its file and of overlays, or says all that is wrong with it. */
export const readBundle = (documents: readonly Json[]): Bundle => {
  const [first = null, ...overlays] = documents
  const loose = overlays.reduce<Json>((below, above) => merge(below, above), first)
  const bundle = isLoose(loose) ? loose : {}
  const findings: Findings = { problems: [], unread: [] }
  const { problems, unread } = findings
  for (const key of Object.keys(bundle)) if (!known.has(key)) unread.push(key)
  const kind = bundle.bundle ?? ''
  if (kind !== '') problems.push(`bundle type ${quote(kind)} is not supported: local-juju has machines only`)
  if (isLoose(bundle.saas) && Object.keys(bundle.saas).length > 0)
    problems.push('saas is not supported: local-juju has no offers of other models')
  const entries = bundle.applications ?? bundle.services
  const applications = isLoose(entries) ? entries : {}
  if (entries !== undefined && entries !== null && !isLoose(entries)) problems.push('applications must be a map')
  else if (Object.keys(applications).length === 0) problems.push('at least one application must be specified')
  const defaultBase = baseOf(bundle, { base: 'default-base', series: 'series' })
  const read = Object.entries(applications).map(([name, value]) => readApplication(name, value, defaultBase, findings))
  const machines = readMachines(bundle.machines, findings)
  const relations = readRelations(bundle.relations, problems)
  checkRelations(relations, new Set(Object.keys(applications)), problems)
  for (const { to } of read) for (const where of to) checkPlacement(where, machines, read, problems)
  if (problems.length > 0) throw bundleErrors(problems)
  return { applications: read.sort((a, b) => (a.name < b.name ? -1 : 1)), machines, relations, unread }
}

/** Says all that is wrong with a bundle, before anything of it is made. */
export const bundleErrors = (problems: readonly string[]): CliError =>
  new CliError(`cannot deploy bundle: the provided bundle has the following errors:\n${problems.join('\n')}`)
