/** Reads one relation: who is there and the own bags, then the bags of the others. */
import type { Event, Identity } from '../event.ts'
import type { HookTools } from '../juju/index.ts'
import { ask, textList, textRecord } from '../reading.ts'
import type { RelationView } from '@charm-layers/relation'
import type { SecretReader } from './secrets.ts'

export interface Looker {
  readonly tools: HookTools
  readonly event: Event
  readonly identity: Identity
  readonly leader: boolean
  readonly secrets: SecretReader
}

/** The other application: a unit's name holds it; without units the event may tell, and otherwise Juju is asked. */
async function remoteAppOf(id: string, units: readonly string[], { tools, event }: Looker): Promise<string> {
  const [unit] = units
  if (unit !== undefined) return unit.replace(/\/\d+$/, '')
  if ('relationId' in event && event.relationId === id && event.remoteApp !== '') return event.remoteApp
  const answer = await ask(tools, 'relation-list', '-r', id, '--app')
  return typeof answer === 'string' ? answer : ''
}

/** Gives the view of a relation; undefined for one that is going, where nothing can be said any more. */
export async function readRelation(id: string, isPeer: boolean, looker: Looker): Promise<RelationView | undefined> {
  const { tools, identity, leader, secrets } = looker
  const get = (...args: readonly string[]) => ask(tools, 'relation-get', '-r', id, ...args)
  const bag = async (...args: readonly string[]) => {
    const found = textRecord(await get(...args))
    secrets.want(Object.values(found))
    return found
  }
  const [listed, own, ownApp] = await Promise.all([
    ask(tools, 'relation-list', '-r', id),
    get('-', identity.unit),
    leader || isPeer ? bag('--app', '-', identity.application) : undefined,
  ])
  if (listed === undefined || own === undefined) return undefined
  const units = textList(listed)
  const remoteApp = isPeer ? identity.application : await remoteAppOf(id, units, looker)
  const [remote, ...bags] = await Promise.all([
    isPeer || remoteApp === '' ? undefined : bag('--app', '-', remoteApp),
    ...units.map((unit) => bag('-', unit)),
  ])
  return {
    id,
    localUnit: identity.unit,
    localUnitData: textRecord(own),
    ...(ownApp ? { localAppData: ownApp } : {}),
    remoteApp,
    remoteAppData: (isPeer ? ownApp : remote) ?? {},
    remoteUnits: new Map(units.map((unit, at) => [unit, bags[at] ?? {}])),
  }
}
