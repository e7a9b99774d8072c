import { applicationHandlers } from './handlers/applications.ts'
import type { HandlerParts, Handlers } from './handlers/handler.ts'
import { modelHandlers } from './handlers/models.ts'
import { secretHandlers } from './handlers/secrets.ts'
import { taskHandlers } from './handlers/tasks.ts'

/** Makes the answers to all requests. A refusal is thrown and has changed nothing. */
export function makeHandlers(parts: HandlerParts): Handlers {
  return { ...modelHandlers(parts), ...applicationHandlers(parts), ...taskHandlers(parts), ...secretHandlers(parts) }
}
