/**
 * What a program may import from local-juju: calls to the controller that keeps models, the places of its files, and the machines of a
 * model.
 *
 * @example
 * const dataDir = dataDirectory(process.env)
 * await ensureController(dataDir)
 * const { model } = await call(dataDir, 'snapshot', { model: 'default' })
 */
export { call } from './controller/api/client.ts'
export { type Api, ApiError, type VerbName } from './controller/api/requests.ts'
export { dataDirectory, modelDirectory } from './controller/data-directory.ts'
export { ensureController } from './controller/ensure.ts'
export { journalFiles, type TraceLine } from './controller/models/journal.ts'
export { checkRequirements, findMachine, leftoversOf, type Machine, type Requirements, removeMachines } from './machines/index.ts'
export type { Model } from './model/state.ts'
export { shownWorkloadStatus } from './model/status.ts'
export type { Frozen } from './model/values.ts'
