/** The subordinate's side of hacluster: reads what the principal wants of Pacemaker, and says that this node is part of the cluster. */
import type { Databag, ProvidesSide, RelationView, State } from '@charm-layers/relation'
import { completeView } from '@charm-layers/relation'
import { DATA_KEYS, decodeRequest, encodeAnswer, isFault, type RequestBag } from './wire.ts'

/** What hacluster answers. There is no `false`: any text means yes to some readers, and nothing takes it back. */
export interface HaclusterAnswer {
  readonly clustered: true
}

const isSent = (bag: Databag): boolean => DATA_KEYS.some((key) => bag[`json_${key}`] || bag[key])

/** The scope is container, so that there is one unit: the first counts. */
const read = (view: RelationView): State<RequestBag> => {
  const [bag] = view.remoteUnits.values()
  if (bag === undefined) return { state: 'absent' }
  const request = decodeRequest(bag)
  if (isFault(request)) return request
  return isSent(bag) ? { state: 'ready', data: request } : { state: 'waiting', missing: ['json_resources'] }
}

const write = (answer: HaclusterAnswer): { readonly unit: Databag } => ({ unit: encodeAnswer(answer) })

/** The provides side of the hacluster interface. */
export const provides: ProvidesSide<RequestBag, HaclusterAnswer> = {
  interface: 'hacluster',
  side: 'provides',
  read: (view) => read(completeView(view)),
  write,
}
