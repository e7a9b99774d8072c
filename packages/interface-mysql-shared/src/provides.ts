/** The database's side of mysql-shared: reads what each client unit asks for, and writes the answer. */
import type { Databags, ProvidesSide, RelationView, State } from '@charm-layers/relation'
import { absent, awaiting, isFault, providesSide, ready } from '@charm-layers/relation'
import { clearKeys, missingKeys } from '@charm-layers/relation/wire'
import { type AnswerBag, encodeAnswer, isGrantKey } from './answer.ts'
import { type DatabaseRequest, decodeRequests, REQUEST_KEYS } from './request.ts'

/** A request, and the client unit that made it. */
export interface UnitRequest extends DatabaseRequest {
  readonly unit: string
}

/** What the units of one client application ask for. */
export interface MysqlRequests {
  /** Requests in the order of the units, then of the prefixes. All units ask for the same schema, each from its own address. */
  readonly requests: readonly UnitRequest[]
}

/** What this database unit answers. */
export interface MysqlAnswer extends AnswerBag {
  readonly host: string
  readonly port: number
  /** This unit's address on the endpoint's binding, to be written as `private-address`. Clients do not read it. */
  readonly address?: string
}

const read = (view: RelationView): State<MysqlRequests> => {
  if (view.remoteUnits.size === 0) return absent
  const requests: UnitRequest[] = []
  for (const [unit, bag] of view.remoteUnits) {
    const decoded = decodeRequests(bag)
    if (isFault(decoded)) return decoded
    for (const request of decoded) requests.push({ unit, ...request })
  }
  return requests.length > 0 ? ready({ requests }) : awaiting(...missingKeys(view, REQUEST_KEYS))
}

const write = ({ address, grants, ...answer }: MysqlAnswer, view: RelationView): Databags => ({
  unit: {
    ...clearKeys(view.localUnitData, isGrantKey),
    ...encodeAnswer({ ...answer, grants: grants.filter(({ prefix }) => !prefix.includes('_')) }),
    ...(address ? { 'private-address': address } : {}),
  },
})

/** The provides side of the mysql-shared interface. */
export const provides: ProvidesSide<MysqlRequests, MysqlAnswer> = providesSide('mysql-shared', read, write, { databags: 'unit' })
