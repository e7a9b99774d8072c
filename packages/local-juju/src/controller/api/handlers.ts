import type { Api, VerbName } from './requests.ts'
import { applicationHandlers } from './handlers/applications.ts'
import { modelHandlers } from './handlers/models.ts'
import { secretHandlers } from './handlers/secrets.ts'
import { taskHandlers } from './handlers/tasks.ts'
import type { MachineSource } from '../machines/port.ts'
import type { Models } from '../models/models.ts'

/** What answers each request. */
export type Handlers = { readonly [Name in VerbName]: (request: Api[Name]['request']) => Promise<Api[Name]['response']> }

/** What the handlers work on. */
export interface HandlerParts {
  readonly models: Models
  readonly source: MachineSource
  /** Ends the controller's work; it exits when the answer has been sent. */
  readonly stop: (keepMachines: boolean) => Promise<void>
}

/** Makes the answers to all requests. A refusal is thrown and has changed nothing. */
export function makeHandlers(parts: HandlerParts): Handlers {
  return { ...modelHandlers(parts), ...applicationHandlers(parts), ...taskHandlers(parts), ...secretHandlers(parts) }
}
