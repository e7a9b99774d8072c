import { modelFlag } from '../client.ts'
import type { Command } from '../command.ts'
import { readMachines } from '../status/machines.ts'
import { machinesTable } from '../status/tabular.ts'

/** Shows the machines that are named; those that are not there are left out, as Juju does. */
export const command: Command = {
  usage: 'show-machine [options] <machineID> ...',
  summary: 'Shows machines in detail.',
  details: 'Shows state, addresses and network interfaces of machines.',
  examples: ['show-machine 0', 'show-machine 0 1 --format json'],
  declare: (flags) => {
    const model = modelFlag(flags)
    const utc = flags.bool(['utc'], 'Times in UTC')
    flags.ignored(['color'], 'bool', 'data is written without colour')
    const format = flags.format(['yaml', 'json', 'tabular'], 'yaml')
    return (ids) => async (context) => {
      const view = await readMachines(context, model, utc.value)
      const shown = new Map([...view.machines].filter(([id]) => ids.length === 0 || ids.includes(id)))
      context.write(format, () => ({ model: view.model.name, machines: shown }), {
        tabular: () => machinesTable({ ...view, machines: shown }),
      })
    }
  },
}
