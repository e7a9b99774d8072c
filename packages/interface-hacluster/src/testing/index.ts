/** Relation data for the tests of charms that use the interface: plain data, with typical values. */
import { juju4Bag, type NeighbourOptions, type RelationData, relationOf, unitBags } from '@charm-layers/relation/testing'
import { encodeAnswer } from '../answer.ts'
import { bagOf, combine, type HaclusterRequest } from '../pacemaker.ts'
import { encodeRequest } from '../request.ts'
import { haproxyResources, vipResources } from '../resources.ts'

export type { Counterpart, LocalBags, RelationData } from '@charm-layers/relation/testing'
export type { HaclusterQuirks, PrincipalQuirks } from './counterpart.ts'
export { counterpartForProvider, counterpartForRequirer } from './counterpart.ts'

/** What a test may choose about hacluster. With a response the node is part of the cluster. */
export type HaclusterOptions = NeighbourOptions

/** What a test may choose about a principal. With a response it has sent its request. */
export interface PrincipalOptions extends NeighbourOptions {
  readonly request?: HaclusterRequest
}

/** Gives a relation with hacluster, for the test of a charm that requires it. */
export const relationForRequirer = (endpoint: string, options: HaclusterOptions = {}): RelationData => {
  const { id, remoteApp = 'hacluster', address = '10.20.30.21', response = true } = options
  const remoteUnits = unitBags(remoteApp, [address], () => (response ? encodeAnswer({ clustered: true }) : {}), juju4Bag)
  return relationOf({ endpoint, interface: 'hacluster', id, remoteApp, remoteUnits })
}

/** Gives a relation with a principal, for the test of a charm that provides hacluster. */
export const relationForProvider = (endpoint: string, options: PrincipalOptions = {}): RelationData => {
  const { id, remoteApp = 'trove', address = '10.20.30.21', response = true } = options
  const { request = combine(haproxyResources('trove'), vipResources('trove', ['10.20.30.40'])) } = options
  const remoteUnits = unitBags(remoteApp, [address], () => (response ? encodeRequest(bagOf(request)) : {}), juju4Bag)
  return relationOf({ endpoint, interface: 'hacluster', id, remoteApp, remoteUnits })
}
