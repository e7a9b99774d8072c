import type { MachineSource } from '../../machines/port.ts'
import type { Models } from '../../models/models.ts'
import type { Api, VerbName } from '../requests.ts'

/** The function that answers each request. */
export type Handlers = { readonly [Name in VerbName]: (request: Api[Name]['request']) => Promise<Api[Name]['response']> }

/** What the handlers work on. */
export interface HandlerParts {
  readonly models: Models
  readonly source: MachineSource
  /** Ends the controller's work; it exits when the answer has been sent. */
  readonly stop: (keepMachines: boolean) => Promise<void>
}
