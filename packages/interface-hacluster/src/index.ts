/**
 * Both sides of the hacluster interface (endpoint `ha`, scope container).
 *
 * @example
 * ```ts
 * requires: { ha: hacluster },
 * desired: ({ config, relations }) => {
 *   const ha = relations.ha.ask(combine(haproxyResources('trove'), vipResources('trove', config.vip.split(/\s+/))))
 *   return when(ha, () => [… what uses the virtual addresses …])
 * }
 * ```
 */
import type { Interface } from '@charm-layers/relation'
import type { HaclusterRequest } from './pacemaker.ts'
import { type HaclusterAnswer, provides } from './provides.ts'
import type { RequestBag } from './request.ts'
import { type Cluster, requires } from './requires.ts'

/** The hacluster interface. */
export const hacluster: Interface<HaclusterRequest, HaclusterAnswer, Cluster, RequestBag> = { requires, provides, scope: 'container' }

export type { Clone, Colocation, Group, HaclusterRequest, Location, Names, Order, Resource, Score } from './pacemaker.ts'
export { combine } from './pacemaker.ts'
export type { HaclusterAnswer } from './provides.ts'
export type { Corosync, RequestBag, Texts } from './request.ts'
export { managesHaproxy } from './request.ts'
export type { Cluster } from './requires.ts'
export type { HostnameType, ServicePlace, VirtualIp } from './resources.ts'
export {
  dnsResources,
  haproxyResources,
  initScriptResources,
  systemdResources,
  vipResourceName,
  vipResources,
} from './resources.ts'
