/** What a hook writes to Juju. Databags, ports, memory and secrets count only when the hook succeeds. */
import type { Status } from '@charm-layers/charm'
import type { Databag } from '@charm-layers/relation'
import type { OwnedSecret, Relation, State } from './state.ts'

export interface Written {
  readonly unitBags: Map<string, Databag>
  readonly appBags: Map<string, Databag>
  readonly memory: Map<string, string>
  readonly openPorts: Set<string>
  /** Contents of secrets that were made or changed; undefined for one that was removed. */
  readonly secrets: Map<string, Databag | undefined>
  readonly ownedSecrets: Map<string, OwnedSecret>
  readonly statuses: Status[]
  readonly log: string[]
  readonly results: Map<string, string>
  /** The names of the hook tools that were called to write something. */
  readonly writes: string[]
  failed: string | undefined
  rebooted: boolean
  version: string | undefined
}

export const nothingWritten = (state: State): Written => ({
  unitBags: new Map(),
  appBags: new Map(),
  memory: new Map(),
  openPorts: new Set(state.openPorts ?? []),
  secrets: new Map(),
  ownedSecrets: new Map(Object.entries(state.ownedSecrets ?? {})),
  statuses: [],
  log: [],
  results: new Map(),
  writes: [],
  failed: undefined,
  rebooted: false,
  version: undefined,
})

export const relationId = (relation: Relation, at: number): string => `${relation.endpoint}:${relation.id ?? at + 1}`

/** Gives a databag after changes. An empty value deletes the key. */
export const changedBag = (bag: Databag | undefined, changes: Databag | undefined): Databag =>
  changes === undefined ? (bag ?? {}) : Object.fromEntries(Object.entries({ ...bag, ...changes }).filter(([, value]) => value !== ''))

/** Gives the contents of the secrets after the hook has succeeded. */
export const committedSecrets = (state: State, { secrets }: Written): Record<string, Databag> =>
  Object.fromEntries(Object.entries({ ...state.secrets, ...Object.fromEntries(secrets) }).flatMap(([id, of]) => (of ? [[id, of]] : [])))

/** Gives the relations after the hook has succeeded. */
export const committed = (state: State, { unitBags, appBags }: Written, isPeer: (endpoint: string) => boolean): Relation[] =>
  (state.relations ?? []).map((relation, at) => {
    const id = relationId(relation, at)
    return {
      ...relation,
      localUnitData: changedBag(relation.localUnitData, unitBags.get(id)),
      ...(state.leader || isPeer(relation.endpoint) ? { localAppData: changedBag(relation.localAppData, appBags.get(id)) } : {}),
    }
  })
