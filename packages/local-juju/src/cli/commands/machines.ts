// `juju machines` and `juju add-machine`.
import { cloudName, controllerName, jujuVersion, modelFlag, openModel } from '../client.ts'
import type { Command, Context } from '../command.ts'
import { CliError, noMoreWords, usageError } from '../errors.ts'
import type { Flag } from '../flags.ts'
import { machinesTable } from '../status/tabular.ts'
import type { StatusView } from '../status/types.ts'
import { statusView } from '../status/view.ts'

const viewOf = async (context: Context, model: Flag<string>, utc: boolean): Promise<StatusView> =>
  statusView(await (await openModel(context, model)).read(), {
    controller: controllerName,
    cloud: cloudName,
    version: jujuVersion,
    now: new Date(),
    utc,
    relations: false,
    filters: [],
  })

/** Lists the machines of the model. */
export const machines: Command = (flags) => {
  const model = modelFlag(flags)
  const utc = flags.bool(['utc'], 'Times in UTC')
  flags.ignored(['color'], 'bool', 'data is written without colour')
  flags.bool(['no-color'], 'No colour; there is none in data anyway')
  const format = flags.format(['tabular', 'json', 'yaml'], 'tabular')
  return (words) => {
    noMoreWords(words)
    return async (context) => {
      const view = await viewOf(context, model, utc.value)
      context.write(format, () => ({ model: view.model.name, machines: view.machines }), { tabular: () => machinesTable(view) })
    }
  }
}

/** Shows the machines that are named; those that are not there are left out, as Juju does. */
export const showMachine: Command = (flags) => {
  const model = modelFlag(flags)
  const utc = flags.bool(['utc'], 'Times in UTC')
  flags.ignored(['color'], 'bool', 'data is written without colour')
  const format = flags.format(['yaml', 'json', 'tabular'], 'yaml')
  return (ids) => async (context) => {
    const view = await viewOf(context, model, utc.value)
    const shown = new Map([...view.machines].filter(([id]) => ids.length === 0 || ids.includes(id)))
    context.write(format, () => ({ model: view.model.name, machines: shown }), {
      tabular: () => machinesTable({ ...view, machines: shown }),
    })
  }
}

/** Starts machines without a unit. */
export const addMachine: Command = (flags) => {
  const model = modelFlag(flags)
  const count = flags.int(['n'], 'How many machines', 1)
  flags.ignored(['base'], 'text', 'machines run debian@12')
  flags.ignored(['constraints'], 'text', 'machines have what the host has')
  return ([placement, ...rest]) => {
    noMoreWords(rest)
    if (count.value < 1) throw usageError('-n must be a positive integer')
    return async (context) => {
      if (placement !== undefined)
        throw new CliError(`cannot add a machine as ${JSON.stringify(placement)}: local-juju only starts machines of its own`)
      const client = await openModel(context, model)
      for (let at = 0; at < count.value; at++) context.notice(`created machine ${(await client.ask('add-machine', {})).machine}`)
    }
  }
}
