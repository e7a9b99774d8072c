/** The principal's side of hacluster: says what Pacemaker is to hold, and reads whether this node is part of the cluster. */
import type { Databag, RelationView, RequiresSide, State } from '@charm-layers/relation'
import { bagOf, gone, type HaclusterRequest, requestFault } from './request.ts'
import { completeView } from '@charm-layers/relation'
import { DATA_KEYS, decodeAnswer, decodeRequest, encodeRequest, isFault, type RequestBag } from './wire.ts'

/** The node is part of the cluster. That does not mean that the resources exist: only hacluster's leader makes them, maybe later. */
export interface Cluster {
  readonly clustered: true
}

const read = (view: RelationView, request: HaclusterRequest): State<Cluster> => {
  const fault = requestFault(bagOf(request))
  if (fault !== undefined) return fault
  if (view.remoteUnits.size === 0) return { state: 'absent' }
  const clustered = [...view.remoteUnits.values()].some((bag) => decodeAnswer(bag).clustered)
  return clustered ? { state: 'ready', data: { clustered: true } } : { state: 'waiting', missing: ['clustered'] }
}

/**
 * Adds what this unit asked to have deleted before, and the primitives that it asked for before and does not now: a virtual address that
 * is not configured any more would stay up otherwise (LP 1952363).
 */
const withLeftovers = (request: RequestBag, own: Databag): RequestBag => {
  const before = decodeRequest(own)
  if (isFault(before)) return request
  const names = [...request.deleteResources, ...before.deleteResources, ...Object.keys(before.resources)]
  return { ...request, deleteResources: gone(request, names) }
}

const write = (request: HaclusterRequest, view: RelationView): { readonly unit: Databag } => {
  const bag = bagOf(request)
  // What was asked before stays: it also tells what to delete when there is a request again.
  if (requestFault(bag) !== undefined) return { unit: {} }
  // Keys of old charms, which hacluster would fall back to.
  const old = DATA_KEYS.filter((key) => view.localUnitData[key])
  return {
    unit: {
      ...encodeRequest(withLeftovers(bag, view.localUnitData)),
      ...Object.fromEntries(old.map((key) => [key, ''])),
    },
  }
}

/** The requires side of the hacluster interface. */
export const requires: RequiresSide<HaclusterRequest, Cluster> = {
  interface: 'hacluster',
  side: 'requires',
  read: (view, request) => read(completeView(view), request),
  write,
}
