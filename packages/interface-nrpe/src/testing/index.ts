/** Relation data for the tests of charms that use the interface: plain data, with typical values. */
import type { Databag } from '@charm-layers/relation'
import { nagiosHostname } from '../checks.ts'
import { type RelationData, writtenBag } from '@charm-layers/relation/testing'
import { encodeChecks, encodeHost } from '../wire.ts'

export type { MonitoredQuirks, NrpeQuirks } from './counterpart.ts'
export { counterpartForProvider, counterpartForRequirer } from './counterpart.ts'
export type { Counterpart, LocalBags, RelationData } from '@charm-layers/relation/testing'

/** What may be chosen of nrpe. */
export interface NrpeOptions {
  readonly id?: number
  readonly remoteApp?: string
  /** Address of the machine that both units are on. */
  readonly address?: string
  /** nrpe has told the name of the machine. */
  readonly response?: boolean
  readonly hostname?: string
  readonly context?: string
}

/** What may be chosen of a monitored charm. */
export interface MonitoredOptions {
  readonly id?: number
  readonly remoteApp?: string
  readonly address?: string
  /** The charm has announced its checks. */
  readonly response?: boolean
  readonly shortnames?: readonly string[]
}

const relation = (endpoint: string, id: number | undefined, remoteApp: string, address: string, bag: Databag): RelationData => ({
  endpoint,
  interface: 'nrpe-external-master',
  ...(id === undefined ? {} : { id }),
  remoteApp,
  remoteAppData: {},
  remoteUnits: {
    [`${remoteApp}/0`]: writtenBag({ 'egress-subnets': `${address}/32`, 'ingress-address': address }, bag),
  },
})

/** Gives a relation with nrpe, for the test of a charm that is monitored: that one provides the endpoint. */
export const relationForProvider = (endpoint: string, options: NrpeOptions = {}): RelationData => {
  const { id, remoteApp = 'nrpe', address = '10.5.6.21', response = true, context = 'juju' } = options
  const { hostname = nagiosHostname(context, 'trove/0') } = options
  return relation(endpoint, id, remoteApp, address, response ? encodeHost({ hostname, context }) : {})
}

/** Gives a relation with a monitored charm, for the test of a charm such as nrpe: that one requires the endpoint. */
export const relationForRequirer = (endpoint: string, options: MonitoredOptions = {}): RelationData => {
  const { id, remoteApp = 'trove', address = '10.5.6.21', response = true, shortnames = ['trove-api'] } = options
  const nrpe = Object.fromEntries(shortnames.map((name) => [name, { command: `check_${name}` }]))
  const bag = encodeChecks({ monitors: { remote: { nrpe }, local: {} }, primary: true })
  return relation(endpoint, id, remoteApp, address, response ? bag : {})
}
