import type { Command } from '../command.ts'
import { machinesCommand } from './machines-command.ts'

/** Cuts the power of machines. */
export const command: Command = machinesCommand({
  name: 'power-off',
  summary: 'Cuts the power of machines.',
  details: `Ends a machine as a power loss does: nothing in it is told, and nothing says goodbye to those that it spoke with. Its disk stays, also what
was not yet written to it. The machine stays off, and juju status shows it as down, until "juju local power-on".`,
  done: 'is off',
  act: (client, machine) => client.ask('set-power', { machine, power: 'off' }),
})
