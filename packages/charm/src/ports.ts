/** The three ports and the path of a hook through them, for packages that bring ports of their own, such as charm-testing. */
export { type Fault, faultsOf, placeOf, type Step, steps } from './define/steps/index.ts'
export { actionFault } from './hook/action.ts'
export { refuseMistakes } from './hook/mistake.ts'
export type { OneRun, Ports } from './hook/one-run.ts'
export { withoutOutside } from './hook/outside.ts'
export { type RehearsedMachine, rehearse } from './hook/rehearse.ts'
export { type Ran, runHook } from './hook/run.ts'
export type {
  Clock,
  Command,
  FileOnHost,
  FileToWrite,
  Host,
  HostFacts,
  Outcome,
  ServiceOnHost,
  ServiceVerb,
} from './host/host.ts'
export { MachineFault } from './host/host.ts'
export { realClock, realHost } from './host/real/index.ts'
export { type Environment, type Identity, parseIdentity } from './juju/environment.ts'
export { type Event, lifecycle, parseEvent, relationEvents, secretEvents, storageEvents } from './juju/event.ts'
export type { HookTools, ToolResult } from './juju/index.ts'
