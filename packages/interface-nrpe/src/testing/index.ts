/** Relation data for the tests of charms that use the interface: plain data, with typical values. */
import { juju4Bag, type NeighbourOptions, type RelationData, relationOf, unitBags } from '@charm-layers/relation/testing'
import { encodeChecks } from '../answer.ts'
import { nagiosHostname } from '../checks.ts'
import { encodeHost } from '../request.ts'

export type { Counterpart, LocalBags, RelationData } from '@charm-layers/relation/testing'
export type { MonitoredQuirks, NrpeQuirks } from './counterpart.ts'
export { counterpartForProvider, counterpartForRequirer } from './counterpart.ts'

/** What a test may choose about nrpe. With a response it has told the name of the machine. */
export interface NrpeOptions extends NeighbourOptions {
  readonly hostname?: string
  readonly context?: string
}

/** What a test may choose about a monitored charm. With a response it has announced its checks. */
export interface MonitoredOptions extends NeighbourOptions {
  readonly shortnames?: readonly string[]
}

/** Gives a relation with nrpe, for the test of a charm that is monitored: that one provides the endpoint. */
export const relationForProvider = (endpoint: string, options: NrpeOptions = {}): RelationData => {
  const { id, remoteApp = 'nrpe', address = '10.5.6.21', response = true, context = 'juju' } = options
  const { hostname = nagiosHostname(context, 'trove/0') } = options
  const remoteUnits = unitBags(remoteApp, [address], () => (response ? encodeHost({ hostname, context }) : {}), juju4Bag)
  return relationOf({ endpoint, interface: 'nrpe-external-master', id, remoteApp, remoteUnits })
}

/** Gives a relation with a monitored charm, for the test of a charm such as nrpe: that one requires the endpoint. */
export const relationForRequirer = (endpoint: string, options: MonitoredOptions = {}): RelationData => {
  const { id, remoteApp = 'trove', address = '10.5.6.21', response = true, shortnames = ['trove-api'] } = options
  const nrpe = Object.fromEntries(shortnames.map((name) => [name, { command: `check_${name}` }]))
  const bag = encodeChecks({ monitors: { remote: { nrpe }, local: {} }, primary: true })
  const remoteUnits = unitBags(remoteApp, [address], () => (response ? bag : {}), juju4Bag)
  return relationOf({ endpoint, interface: 'nrpe-external-master', id, remoteApp, remoteUnits })
}
