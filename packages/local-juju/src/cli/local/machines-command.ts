import { type ModelClient, modelFlag } from '../client.ts'
import type { Command } from '../command.ts'
import { usageError } from '../errors.ts'
import { isMachineId } from '../names.ts'
import { openLocalModel } from './open-local-model.ts'

/** A command that does one thing to each of the machines that are named. */
export interface MachinesCommand extends Pick<Command, 'summary' | 'details'> {
  readonly name: string
  /** What is said of a machine afterwards, such as `is off`. */
  readonly done: string
  readonly act: (client: ModelClient, machine: string) => Promise<unknown>
}

/** Makes such a command. */
export const machinesCommand = ({ name, summary, details, done, act }: MachinesCommand): Command => ({
  usage: `${name} [options] <machine number> ...`,
  summary,
  details,
  examples: [`${name} 3`, `${name} 3 4 --model ha`],
  declare: (flags) => {
    const model = modelFlag(flags)
    return (machines) => {
      if (machines.length === 0) throw usageError('no machines specified')
      for (const id of machines) if (!isMachineId(id)) throw usageError(`invalid machine id ${JSON.stringify(id)}`)
      return async (context) => {
        const client = await openLocalModel(context, model)
        for (const machine of machines) {
          await act(client, machine)
          context.notice(`machine ${machine} ${done}`)
        }
      }
    }
  },
})
