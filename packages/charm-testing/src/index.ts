/** Tests of charms in memory: one event and a state in, the state after it out. */
export { active, blocked, maintenance, waiting } from '@charm-layers/charm'
export type { EventName, HookAbout, HookName } from './event.ts'
export { type MemoryClock, type MemoryHost, memoryClock, memoryHost } from './memory-host/index.ts'
export { run } from './run.ts'
export type { FileState, OwnedSecret, PackageContents, Relation, Result, ServiceState, State, StorageState } from './state.ts'
export type { Application, Config, Failure, Invariant, Model, Place, Simulated, SimulateOptions, UnitView, Work } from './simulate/index.ts'
export { SimulationFailed, simulate } from './simulate/index.ts'
