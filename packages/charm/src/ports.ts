/** The three ports and the path through them, for those who bring their own: charm-testing, and other runtimes. */
export { type Event, type Identity, parseEvent, parseIdentity } from './event.ts'
export { type Ports, type Ran, runHook } from './hook.ts'
export type { Clock, Command, FileOnHost, Host, HostFacts, Outcome, ServiceOnHost, ServiceVerb } from './host.ts'
export type { HookTools, ToolResult } from './juju/index.ts'
export { realClock, realHost } from './real-host/index.ts'
