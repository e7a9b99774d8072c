/** What `npm start` brings up: each deployment is a model of its own. */

/** A model that `npm start` brings up. */
export interface Deployment {
  readonly model: string
  /** The bundle, below tests/functional. */
  readonly bundle: string
  /** The number of units of each application, in the order in which they can be ready. */
  readonly units: Readonly<Record<string, number>>
  /** Whether the units of Trove share a virtual address, which is set after the bundle is deployed. */
  readonly hasVip: boolean
}

const servers = { mariadb: 1, rabbitmq: 1, keystone: 1 }

/** One unit of Trove. */
export const single: Deployment = { model: 'trove', bundle: 'trove/bundle.yaml', units: { ...servers, trove: 1 }, hasVip: false }

/** Three units of Trove behind one virtual address. */
export const highlyAvailable: Deployment = {
  model: 'trove-ha',
  bundle: 'trove-ha/bundle.yaml',
  units: { ...servers, trove: 3, hacluster: 3 },
  hasVip: true,
}
