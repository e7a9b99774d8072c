import type { Command } from '../command.ts'
import { machinesCommand } from './machines-command.ts'

/** Takes machines off the network. */
export const command: Command = machinesCommand({
  name: 'cut-network',
  summary: 'Takes machines off the network.',
  details: `Unplugs a machine at the network's end: it runs on with its addresses, nothing reaches it, and it reaches nobody, Juju included. Its agents
are then lost: a hook, action or command that runs there is ended, and no other begins until "juju local mend-network".`,
  done: 'is off the network',
  act: (client, machine) => client.ask('set-network', { machine, network: 'cut' }),
})
