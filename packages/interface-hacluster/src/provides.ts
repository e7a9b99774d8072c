/** The subordinate's side of hacluster: reads what the principal wants of Pacemaker, and says that this node is part of the cluster. */
import { absent, awaiting, isFault, type ProvidesSide, providesSide, type RelationView, ready, type State } from '@charm-layers/relation'
import { encodeAnswer } from './answer.ts'
import { commandFault } from './pacemaker.ts'
import { parameterFault } from './parameters.ts'
import { decodeRequest, isSent, type RequestBag } from './request.ts'

/** What hacluster answers. There is no `false`: some readers take any text for yes, and no hacluster withdraws its answer. */
export interface HaclusterAnswer {
  readonly clustered: true
}

/** The scope is `container`, so the relation has one remote unit at most: the first is that unit. */
const read = (view: RelationView): State<RequestBag> => {
  const [bag] = view.remoteUnits.values()
  if (bag === undefined) return absent
  const request = decodeRequest(bag)
  if (isFault(request)) return request
  const wrong = commandFault(request) ?? parameterFault(request)
  if (wrong !== undefined) return wrong
  return isSent(bag) ? ready(request) : awaiting('json_resources')
}

/** The provides side of the hacluster interface. */
export const provides: ProvidesSide<RequestBag, HaclusterAnswer> = providesSide(
  'hacluster',
  read,
  (answer) => ({ unit: encodeAnswer(answer) }),
  {
    databags: 'unit',
  },
)
