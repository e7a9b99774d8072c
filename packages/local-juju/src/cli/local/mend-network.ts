import type { Command } from '../command.ts'
import { machinesCommand } from './machines-command.ts'

/** Puts machines back on the network. */
export const command: Command = machinesCommand({
  name: 'mend-network',
  summary: 'Puts machines back on the network.',
  details: `Plugs a machine in again that was taken off the network. Its agents go on; a hook that was ended when the network was cut is reported as
failed first, as with Juju, and runs again.`,
  done: 'is on the network',
  act: (client, machine) => client.ask('set-network', { machine, network: 'connected' }),
})
