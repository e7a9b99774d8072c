import { applicationHandlers } from './handlers/applications.ts'
import { charmHandlers } from './handlers/charms.ts'
import type { HandlerParts, Handlers } from './handlers/handler.ts'
import { machineHandlers } from './handlers/machines.ts'
import { modelHandlers } from './handlers/models.ts'
import { relationHandlers } from './handlers/relations.ts'
import { secretHandlers } from './handlers/secrets.ts'
import { spaceHandlers } from './handlers/spaces.ts'
import { storageHandlers } from './handlers/storage.ts'
import { taskHandlers } from './handlers/tasks.ts'
import { unitHandlers } from './handlers/units.ts'

/** Makes the answers to all requests. A refusal is thrown and has changed nothing. */
export function makeHandlers(parts: HandlerParts): Handlers {
  return {
    ...modelHandlers(parts),
    ...charmHandlers(parts),
    ...applicationHandlers(parts),
    ...unitHandlers(parts),
    ...machineHandlers(parts),
    ...relationHandlers(parts),
    ...taskHandlers(parts),
    ...storageHandlers(parts),
    ...secretHandlers(parts),
    ...spaceHandlers(parts),
  }
}
