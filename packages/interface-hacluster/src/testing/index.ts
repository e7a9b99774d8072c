/** Relation data for the tests of charms that use the interface: plain data, with typical values. */
import type { Databag } from '@charm-layers/relation'
import { type RelationData, writtenBag } from '@charm-layers/relation/testing'
import { bagOf, combine, type HaclusterRequest } from '../request.ts'
import { haproxyResources, vipResources } from '../resources.ts'
import { encodeAnswer, encodeRequest } from '../wire.ts'

export type { HaclusterQuirks, PrincipalQuirks } from './counterpart.ts'
export { counterpartForProvider, counterpartForRequirer } from './counterpart.ts'
export type { Counterpart, LocalBags, RelationData } from '@charm-layers/relation/testing'

/** What may be chosen of hacluster. */
export interface HaclusterOptions {
  readonly id?: number
  readonly remoteApp?: string
  /** Address of the machine that both units are on. */
  readonly address?: string
  /** The node is part of the cluster. */
  readonly response?: boolean
}

/** What may be chosen of a principal. */
export interface PrincipalOptions {
  readonly id?: number
  readonly remoteApp?: string
  readonly address?: string
  /** The principal has sent its request. */
  readonly response?: boolean
  readonly request?: HaclusterRequest
}

const relation = (endpoint: string, id: number | undefined, remoteApp: string, address: string, bag: Databag): RelationData => ({
  endpoint,
  interface: 'hacluster',
  ...(id === undefined ? {} : { id }),
  remoteApp,
  remoteAppData: {},
  remoteUnits: {
    [`${remoteApp}/0`]: writtenBag({ 'egress-subnets': `${address}/32`, 'ingress-address': address }, bag),
  },
})

/** Gives a relation with hacluster, for the test of a charm that requires it. */
export const relationForRequirer = (endpoint: string, options: HaclusterOptions = {}): RelationData => {
  const { id, remoteApp = 'hacluster', address = '10.20.30.21', response = true } = options
  return relation(endpoint, id, remoteApp, address, response ? encodeAnswer({ clustered: true }) : {})
}

/** Gives a relation with a principal, for the test of a charm that provides hacluster. */
export const relationForProvider = (endpoint: string, options: PrincipalOptions = {}): RelationData => {
  const { id, remoteApp = 'trove', address = '10.20.30.21', response = true } = options
  const { request = combine(haproxyResources('trove'), vipResources('trove', ['10.20.30.40'])) } = options
  return relation(endpoint, id, remoteApp, address, response ? encodeRequest(bagOf(request)) : {})
}
