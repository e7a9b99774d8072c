/** Reads one relation: first its units and this side's databags, then the databags of the other side. */
import type { Databag, RelationView } from '@charm-layers/relation'
import type { Identity } from '../../juju/environment.ts'
import type { Event } from '../../juju/event.ts'
import { type HookTools, relationGet, relationList, remoteApplication } from '../../juju/index.ts'
import type { SecretReader } from './secrets.ts'

/** What is needed to read relations. */
export interface Looker {
  readonly tools: HookTools
  readonly event: Event
  readonly identity: Identity
  readonly leader: boolean
  /** Whether the application has no other unit. */
  readonly alone: boolean
  readonly secrets: SecretReader
}

/** Finds the name of the other application: from the name of a unit, else from the event, else by asking Juju. */
async function remoteAppOf(id: string, units: readonly string[], { tools, event }: Looker): Promise<string> {
  const [unit] = units
  if (unit !== undefined) return unit.replace(/\/\d+$/, '')
  if ('relationId' in event && event.relationId === id && event.remoteApp !== '') return event.remoteApp
  return await remoteApplication(tools, id)
}

/** A relation to read. */
export interface RelationToRead {
  readonly id: string
  readonly isPeer: boolean
  /** False when the interface uses unit databags alone. */
  readonly readsApps: boolean
}

/** Gives the view of a relation; undefined for a relation that is gone, where a charm can write nothing any more. */
export async function readRelation({ id, isPeer, readsApps }: RelationToRead, looker: Looker): Promise<RelationView | undefined> {
  const { tools, identity, leader, alone, secrets } = looker
  const bag = async (of: { readonly unit: string } | { readonly application: string }): Promise<Databag> => {
    const found = (await relationGet(tools, id, of)) ?? {}
    secrets.readNamedIn(Object.values(found))
    return found
  }
  const [units, own, ownApp] = await Promise.all([
    isPeer && alone ? [] : relationList(tools, id),
    relationGet(tools, id, { unit: identity.unit }),
    isPeer || (leader && readsApps) ? bag({ application: identity.application }) : undefined,
  ])
  if (units === undefined || own === undefined) return undefined
  const remoteApp = isPeer ? identity.application : await remoteAppOf(id, units, looker)
  const [remote, ...bags] = await Promise.all([
    isPeer || !readsApps || remoteApp === '' ? undefined : bag({ application: remoteApp }),
    ...units.map((unit) => bag({ unit })),
  ])
  return {
    id,
    localUnit: identity.unit,
    localUnitData: own,
    ...(ownApp ? { localAppData: ownApp } : {}),
    remoteApp,
    remoteAppData: (isPeer ? ownApp : remote) ?? {},
    remoteUnits: new Map(units.map((unit, at) => [unit, bags[at] ?? {}])),
  }
}
