import { findApplication, machineOf } from './lookup.ts'
import { Refused } from './refused.ts'
import type { Address, Application, Machine, Model, Space } from './state.ts'
import type { Unit } from './unit.ts'
import type { Frozen } from './values.ts'

/** The space that every model has: every machine is in it, and endpoints that are not bound elsewhere. */
export const ALPHA = 'alpha'

/** Reserves the id of a new space, or refuses in 3.6's words. */
export function reserveSpace(model: Model, name: string, cidr: string | null): number {
  checkNew(model, name)
  if (cidr !== null && !/^(\d{1,3}\.){3}0\/24$/.test(cidr)) {
    throw new Refused(
      `cannot add space "${name}": local-juju makes the subnet of a space itself, and ${cidr} is not an IPv4 network of size /24`,
    )
  }
  return ++model.counters.space
}

/** Adds a space whose subnet is there. */
export function addSpace(model: Model, name: string, space: Space): void {
  checkNew(model, name)
  model.spaces[name] = space
}

function checkNew(model: Model, name: string): void {
  if (!hasSpace(model, name)) return
  throw new Refused(`cannot add space "${name}": adding space "${name}": space "${name}" already exists`, 'already exists')
}

/** Tells whether a model has a space. */
export function hasSpace(model: Frozen<Model>, name: string): boolean {
  return name === ALPHA || Object.hasOwn(model.spaces, name)
}

/** Gives the space that an address is in: that of its subnet. */
export function spaceOf(model: Frozen<Model>, { cidr }: Frozen<Address>): string {
  return Object.entries(model.spaces).find(([, space]) => space.cidr === cidr)?.[0] ?? ALPHA
}

/** Gives the space of an endpoint that is not bound by itself. */
export function defaultSpace({ bindings }: Pick<Frozen<Application>, 'bindings'>): string {
  return bindings[''] ?? ALPHA
}

/** Gives the addresses that a unit has in the space of one of its endpoints; `''` stands for the application as a whole. */
export function boundAddresses(model: Frozen<Model>, unit: Frozen<Unit>, endpoint: string): readonly Frozen<Address>[] {
  const application = findApplication(model, unit.application)
  const space = application.bindings[endpoint] ?? defaultSpace(application)
  return machineOf(model, unit).addresses.filter((address) => spaceOf(model, address) === space)
}

/** Names the spaces that an application is bound to and a machine that runs is not in. */
export function spacesMissing(model: Frozen<Model>, application: Frozen<Application>, { addresses }: Frozen<Machine>): readonly string[] {
  if (addresses.length === 0) return []
  const there = new Set(addresses.map((address) => spaceOf(model, address)))
  return [...new Set(Object.values(application.bindings))].filter((space) => !there.has(space)).sort()
}
