import { existsSync, readlinkSync } from 'node:fs'
import { basename } from 'node:path'
import { dataDirectory } from '../../controller/data-directory.ts'
import { listModels, type ModelClient, openModel } from '../client.ts'
import type { Context } from '../command.ts'
import { CliError } from '../errors.ts'
import type { Flag } from '../flags.ts'

/** Tells whether a process is the program `juju` of Juju itself; local-juju's runs in Node. */
const isRealJuju = (pid: number): boolean => {
  try {
    return basename(readlinkSync(`/proc/${pid}/exe`)) === 'juju'
  } catch {
    return false
  }
}

/**
 * Opens the model that a command is about. Nothing is made where there is none: a specification that runs on a real cloud must not believe
 * that a machine is off.
 *
 * @throws {CliError} when Juju itself has called, or local-juju has no model
 */
export const openLocalModel = async (context: Context, model: Flag<string>): Promise<ModelClient> => {
  const { env } = context.io
  if (isRealJuju(process.ppid)) throw new CliError('juju local works on local-juju only, and this juju is Juju itself')
  const directory = dataDirectory(env)
  if (!existsSync(directory)) throw new CliError(`juju local works on local-juju only, which has not run here: there is no ${directory}`)
  if ((await listModels(context.io)).length === 0) throw new CliError('juju local works on local-juju only, which has no model here')
  return await openModel(context, model)
}
