/** The principal's side of hacluster: says what Pacemaker is to hold, and reads whether this node is part of the cluster. */
import type { Databag, Databags, RelationView, RequiresSide, State } from '@charm-layers/relation'
import { absent, awaiting, isFault, ready, requiresSide } from '@charm-layers/relation'
import { clearKeys } from '@charm-layers/relation/wire'
import { decodeAnswer } from './answer.ts'
import { bagOf, gone, type HaclusterRequest, requestFault } from './pacemaker.ts'
import { decodeRequest, encodeRequest, isOldKey, type RequestBag } from './request.ts'

/** The node is part of the cluster. That does not mean that the resources exist: only hacluster's leader makes them, maybe later. */
export interface Cluster {
  readonly clustered: true
}

const read = (view: RelationView, request: HaclusterRequest): State<Cluster> => {
  const fault = requestFault(bagOf(request))
  if (fault !== undefined) return fault
  if (view.remoteUnits.size === 0) return absent
  const clustered = [...view.remoteUnits.values()].some((bag) => decodeAnswer(bag).clustered)
  return clustered ? ready({ clustered: true }) : awaiting('clustered')
}

/**
 * Adds names to delete: those that this unit asked to delete before, and the primitives that it asked for before and no longer asks for.
 * Without the latter a virtual address that was removed from the configuration would stay up (LP 1952363).
 */
const withLeftovers = (request: RequestBag, own: Databag): RequestBag => {
  const before = decodeRequest(own)
  if (isFault(before)) return request
  const names = [...request.deleteResources, ...before.deleteResources, ...Object.keys(before.resources)]
  return { ...request, deleteResources: gone(request, names) }
}

const write = (request: HaclusterRequest, view: RelationView): Databags => {
  const bag = bagOf(request)
  // The earlier request stays in the databag: a later request finds in it which resources to delete.
  if (requestFault(bag) !== undefined) return { unit: {} }
  // Keys that an older charm left are removed: hacluster reads them where a `json_` key is empty.
  return { unit: { ...encodeRequest(withLeftovers(bag, view.localUnitData)), ...clearKeys(view.localUnitData, isOldKey) } }
}

/** The requires side of the hacluster interface. */
export const requires: RequiresSide<HaclusterRequest, Cluster> = requiresSide('hacluster', read, write, { databags: 'unit' })
