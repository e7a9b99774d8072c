// Finds faults of a bundle that only its charms and the model show, before anything is changed: its steps are tried on a copy of the model.
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { deploy } from '../../model/applications.ts'
import type { Charm } from '../../model/charm.ts'
import { checkYamlOption } from '../../model/config.ts'
import { Refused } from '../../model/refused.ts'
import { integrate } from '../../model/relations.ts'
import { hasSpace } from '../../model/spaces.ts'
import type { Model } from '../../model/state.ts'
import type { Frozen } from '../../model/values.ts'
import type { CharmFile } from './changes.ts'
import type { Bundle } from './parse.ts'
import type { BundleApplication } from './read-application.ts'

/** A charm that a bundle deploys, read. */
export interface ReadCharm extends CharmFile {
  readonly charm: Charm
}

const quote = (value: unknown): string => JSON.stringify(value)

const optionProblems = ({ name, options, charm: written }: BundleApplication, charm: Frozen<Charm>): readonly string[] =>
  Object.entries(options).flatMap(([option, value]) => {
    if (charm.config[option] === undefined)
      return [`cannot validate application ${quote(name)}: configuration option ${quote(option)} not found in charm ${quote(written)}`]
    const why = refusal(() => checkYamlOption(charm, option, value))
    return why === undefined ? [] : [`cannot validate application ${quote(name)}: ${why}`]
  })

const bindingProblems = (model: Frozen<Model>, { name, bindings }: BundleApplication, charm: Frozen<Charm>): readonly string[] => {
  const known = ['', ...Object.keys(charm.endpoints), ...charm.extraBindings]
  return Object.entries(bindings).flatMap(([endpoint, space]) => {
    const wants = `application ${quote(name)} wants to bind endpoint ${quote(endpoint)} to space ${quote(space)}`
    if (!known.includes(endpoint)) return [`${wants}, but the endpoint is not defined by the charm`]
    return hasSpace(model, space) ? [] : [`${wants}, but the model has no such space: juju add-space ${space}`]
  })
}

const placementProblems = ({ name, numUnits, to }: BundleApplication, { subordinate }: Frozen<Charm>): readonly string[] => [
  ...(subordinate && to.length > 0 ? [`application ${quote(name)} is subordinate but specifies unit placement`] : []),
  ...(subordinate && numUnits > 0 ? [`application ${quote(name)} is subordinate but has non-zero num_units`] : []),
]

const resourceProblems = ({ name, resources }: BundleApplication, charm: Frozen<Charm>, folder: string): readonly string[] =>
  Object.entries(resources).flatMap(([resource, path]) => {
    if (charm.resources[resource] === undefined)
      return [`resource ${quote(resource)} of application ${quote(name)} is not declared by the charm`]
    const missing = path !== '' && !existsSync(resolve(folder, path))
    return missing ? [`resource ${quote(resource)} of application ${quote(name)} does not exist: ${resolve(folder, path)}`] : []
  })

const refusal = (work: () => unknown): string | undefined => {
  try {
    work()
    return undefined
  } catch (error) {
    if (error instanceof Refused) return error.message.split('\n')[0]
    throw error
  }
}

/** What of a bundle has been read or worked out. */
export interface BundleParts {
  readonly charms: ReadonlyMap<string, ReadCharm>
  readonly relations: Bundle['relations']
  /** Where the paths of resources begin. */
  readonly folder: string
}

/** Says all that would be refused on the way: options, bindings, resources, relations. */
export const bundleProblems = (bundle: Bundle, model: Frozen<Model>, { charms, relations, folder }: BundleParts): readonly string[] => {
  const copy = structuredClone(model) as Model
  const now = model.created
  const problems: string[] = []
  for (const application of bundle.applications) {
    const { name } = application
    const there = model.applications[name]
    const added = charms.get(name)
    if (there !== undefined) {
      const charm = model.charms[there.charm]
      if (charm !== undefined) problems.push(...optionProblems(application, charm), ...placementProblems(application, charm))
      continue
    }
    if (added === undefined) continue
    const { charm, base } = added
    problems.push(
      ...optionProblems(application, charm),
      ...bindingProblems(model, application, charm),
      ...placementProblems(application, charm),
      ...resourceProblems(application, charm, folder),
    )
    const url = `bundle:${name}`
    copy.charms[url] = { ...charm, url }
    const plain = { config: {}, trust: false, constraints: '', bindings: {}, resources: {}, to: [], attachStorage: [] }
    const wanted = { ...plain, name, charm: url, base, numUnits: 0, storage: application.storage }
    const why = refusal(() => deploy(copy, wanted, { base, arch: '' }, now))
    if (why !== undefined) problems.push(why)
  }
  for (const sides of relations) {
    // A side whose charm could not be read is a problem already.
    if (sides.some((side) => copy.applications[side.split(':')[0] ?? ''] === undefined)) continue
    const why = refusal(() => integrate(copy, sides, now))
    if (why !== undefined) problems.push(`cannot relate ${quote(sides[0])} and ${quote(sides[1])}: ${why}`)
  }
  return problems
}
