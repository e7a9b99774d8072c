import type { Command } from '../command.ts'
import { machinesCommand } from './machines-command.ts'

/** Gives machines their power back. */
export const command: Command = machinesCommand({
  name: 'power-on',
  summary: 'Gives machines their power back.',
  details: `Boots a machine that was powered off, with the disk that it had, and returns when it has booted. Its units then run the hook start; one
whose hook was cut off by the power loss reports that hook as failed first, as with Juju, and runs it again.`,
  done: 'is on',
  act: (client, machine) => client.ask('set-power', { machine, power: 'on' }),
})
