/** The YAML files of a charm. They are made from its definition, so that the two cannot disagree. */
import type { Action } from './action.ts'
import type { Charm } from './charm.ts'
import type { EndpointOptions } from './endpoints.ts'
import type { Assumption } from './metadata.ts'
import type { Option } from './option.ts'
import { objectSchema } from './params.ts'
import type { Resource } from './resource.ts'
import type { Storage } from './storage.ts'

/** The contents of the four files as plain data, by file name. */
export type CharmFiles = Readonly<
  Record<'metadata.yaml' | 'config.yaml' | 'actions.yaml' | 'manifest.yaml', Readonly<Record<string, unknown>>>
>

type Data = Readonly<Record<string, unknown>>

/** Leaves out what is not said. */
const said = (entries: Data): Data => Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined))

/** Makes an entry of each member; undefined when there is none. */
const entries = <T>(of: Readonly<Record<string, T>> | undefined, entry: (one: T) => unknown): Data | undefined =>
  of && Object.keys(of).length > 0 ? Object.fromEntries(Object.entries(of).map(([name, one]) => [name, entry(one)])) : undefined

const listed = <T>(list: readonly T[] | undefined): readonly T[] | undefined => (list && list.length > 0 ? list : undefined)

const endpoint = (side: { readonly interface: string }, { scope, limit, optional }: EndpointOptions = {}): Data =>
  said({ interface: side.interface, scope, limit, optional })

const storage = ({ readOnly, minimumSize, multiple, ...one }: Storage): Data =>
  said({ ...one, 'read-only': readOnly, 'minimum-size': minimumSize, multiple: multiple === undefined ? undefined : { range: multiple } })

const resource = ({ filename, description }: Resource): Data => said({ type: 'file', filename, description })

const assumption = (one: Assumption): unknown =>
  typeof one === 'string' ? one : 'anyOf' in one ? { 'any-of': one.anyOf.map(assumption) } : { 'all-of': one.allOf.map(assumption) }

const option = (one: Option): Data =>
  said({
    type: one.type === 'sensitive' ? 'string' : one.type,
    default: 'default' in one ? one.default : undefined,
    description: one.description,
  })

const action = ({ title, description, params = {}, additionalProperties = false, executionGroup, parallel }: Action): Data => {
  const { properties, ...schema } = objectSchema({ properties: params, additionalProperties })
  return said({ title, description, params: properties, ...schema, 'execution-group': executionGroup, parallel })
}

/** Makes the files for one base, such as `ubuntu@24.04`, and for architectures by Juju's names, such as `amd64`. */
export function charmFiles(charm: Charm, { base, architectures }: { base: string; architectures: readonly string[] }): CharmFiles {
  const [name = '', channel = ''] = base.split('@')
  return {
    'metadata.yaml': said({
      name: charm.name,
      'display-name': charm.title,
      summary: charm.summary,
      description: charm.description ?? charm.summary,
      maintainers: listed(charm.maintainers),
      ...charm.links,
      tags: listed(charm.tags),
      terms: listed(charm.terms),
      assumes: listed(charm.assumes)?.map(assumption),
      subordinate: charm.subordinate,
      provides: entries(charm.provides, (one) => endpoint(one.provides, one)),
      requires: entries(charm.requires, (one) => endpoint(one.requires, one)),
      peers: entries(charm.peers, (one) => endpoint(one.peers)),
      storage: entries(charm.storage, storage),
      resources: entries(charm.resources, resource),
      'extra-bindings': listed(charm.extraBindings) && Object.fromEntries((charm.extraBindings ?? []).map((one) => [one, null])),
    }),
    'config.yaml': { options: entries(charm.config, option) ?? {} },
    'actions.yaml': entries(charm.actions, action) ?? {},
    'manifest.yaml': { bases: [{ name, channel, architectures }] },
  }
}
