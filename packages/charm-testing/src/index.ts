export { run } from './run.ts'
export type { EventName, FileState, PackageContents, Relation, Result, ServiceState, State } from './state.ts'
export { memoryClock, type MemoryHost, memoryHost } from './memory-host.ts'
export { active, blocked, maintenance, waiting } from '@charm-layers/charm'
