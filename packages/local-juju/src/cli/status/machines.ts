import { cloudName, controllerName, jujuVersion, openModel } from '../client.ts'
import type { Context } from '../command.ts'
import type { Flag } from '../flags.ts'
import type { StatusView } from './types.ts'
import { statusView } from './view.ts'

/** Reads what commands show of the machines of a model. */
export const readMachines = async (context: Context, model: Flag<string>, utc: boolean): Promise<StatusView> =>
  statusView(await (await openModel(context, model)).read(), {
    controller: controllerName,
    cloud: cloudName,
    version: jujuVersion,
    now: new Date(),
    utc,
    relations: false,
    filters: [],
  })
