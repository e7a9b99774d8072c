/** The database's side of mysql-shared: reads what each client unit asks for, and writes the answer. */
import type { Databag, ProvidesSide, RelationView, State } from '@charm-layers/relation'
import { completeView } from '@charm-layers/relation'
import { type DatabaseRequest, type DatabaseTls, decodeRequests, encodeAnswer, type Grant, isFault, isGrantKey } from './wire.ts'

/** A request, and the client unit that made it. */
export interface UnitRequest extends DatabaseRequest {
  readonly unit: string
}

/** What the units of one client application ask for. */
export interface MysqlRequests {
  /** In the order of the units, then of the prefixes. Units ask for the same schema, each from its own address. */
  readonly requests: readonly UnitRequest[]
}

/** What this database unit answers. */
export interface MysqlAnswer {
  /** This unit's address on the endpoint's binding, if it is to stand in `private-address`. Clients do not read it. */
  readonly address?: string
  readonly host: string
  readonly port: number
  readonly waitTimeout?: number
  readonly tls?: DatabaseTls
  readonly accessNetwork?: string
  /** Tells the clients to stop using the database. */
  readonly upgrading?: true
  /** One for each prefix that was asked for; `''` is the plain form. A prefix with an underscore is passed over: it ends at the first. */
  readonly grants: readonly Grant[]
}

const read = (view: RelationView): State<MysqlRequests> => {
  if (view.remoteUnits.size === 0) return { state: 'absent' }
  const requests: UnitRequest[] = []
  for (const [unit, bag] of view.remoteUnits) {
    const decoded = decodeRequests(bag)
    if (isFault(decoded)) return decoded
    for (const request of decoded) requests.push({ unit, ...request })
  }
  if (requests.length > 0) return { state: 'ready', data: { requests } }
  const bags = [...view.remoteUnits.values()]
  const keys = ['database', 'username', 'hostname']
  const missing = keys.filter((key) => !bags.some((bag) => bag[key]))
  return { state: 'waiting', missing: missing.length === 0 ? keys : missing }
}

const write = (answer: MysqlAnswer, view: RelationView): { readonly unit: Databag } => {
  const leftovers = Object.keys(view.localUnitData).filter(isGrantKey)
  return {
    unit: {
      ...Object.fromEntries(leftovers.map((key) => [key, ''])),
      ...encodeAnswer({ ...answer, grants: answer.grants.filter(({ prefix }) => !prefix.includes('_')) }),
      ...(answer.address ? { 'private-address': answer.address } : {}),
    },
  }
}

/** The provides side of the mysql-shared interface. */
export const provides: ProvidesSide<MysqlRequests, MysqlAnswer> = {
  interface: 'mysql-shared',
  side: 'provides',
  read: (view) => read(completeView(view)),
  write,
}
