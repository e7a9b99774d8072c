/** What `juju local` does to machines: what a real cloud does outside of Juju. */
import { Refused } from './refused.ts'
import type { Machine, Model } from './state.ts'
import type { Frozen } from './values.ts'

/** Cuts a machine's power, or gives it back. */
export function setPower(model: Model, id: string, power: Machine['power']): void {
  const machine = findBooted(model, id)
  if (machine.power === power) throw new Refused(`machine ${id} is ${power} already`)
  machine.power = power
}

/** Takes a machine off the network, or brings it back. */
export function setNetwork(model: Model, id: string, network: Machine['network']): void {
  const machine = findBooted(model, id)
  if (machine.network === network) throw new Refused(`the network of machine ${id} is ${network} already`)
  machine.network = network
}

/** Says why nothing can be run on a machine. */
export function absenceOf({ id, power, network }: Frozen<Machine>): string {
  if (power === 'off') return `machine ${id} is off`
  return network === 'cut' ? `machine ${id} cannot be reached: its network is cut` : `machine ${id} is not running`
}

function findBooted(model: Model, id: string): Machine {
  const machine = model.machines[id]
  if (machine === undefined) throw new Refused(`machine ${id} not found`, 'not found')
  if (machine.bootId === null) throw new Refused(`machine ${id} has not booted yet`)
  return machine
}
