import type { ModelSummary } from '../controller/api/requests.ts'
import { cloudName, controllerName, controllerUuid, userName } from './client.ts'
import type { Io } from './command.ts'
import type { Struct } from './data.ts'

/** What is shown of a model wherever one is shown. */
export const modelData = (model: ModelSummary, io: Io): Struct => ({
  name: `${userName}/${model.name}`,
  'short-name': model.name,
  'model-uuid': model.uuid,
  'model-type': 'iaas',
  'controller-uuid': controllerUuid(io.env),
  'controller-name': controllerName,
  'is-controller': false,
  owner: userName,
  cloud: cloudName,
  type: cloudName,
  life: model.life,
})

/** Writes whether a model is there or on its way out. */
export const modelStatus = (model: ModelSummary): string => (model.life === 'alive' ? 'available' : 'destroying')
