export { type Answer, labelled, statusOf, when } from './answer.ts'
export type {
  Action,
  ActionOutcome,
  Charm,
  Client,
  Context,
  Definition,
  Param,
  Params,
  ParamsOf,
  Peers,
  Provider,
  Requirer,
} from './definition.ts'
export { action, defineCharm } from './definition.ts'
export { CharmError } from './errors.ts'
export type { Event, Identity } from './event.ts'
export type { HostFacts } from './host.ts'
export { main } from './main.ts'
export { type ConfigOf, type Option, type Options, option } from './option.ts'
export type * from '@charm-layers/relation'
export { secret } from '@charm-layers/relation'
export { active, blocked, maintenance, type Status, waiting } from './status.ts'
export type { CommandStep, DatabagStep, DirectoryStep, DownloadStep, FileStep, ProbeStep, ServiceStep, SharedSecretStep } from './step.ts'
export {
  absent,
  command,
  type Desired,
  directory,
  download,
  fact,
  file,
  keptService,
  packages,
  ports,
  type Step,
  service,
  status,
  type Text,
  version,
} from './step.ts'
export { upstreamVersion } from './upstream-version.ts'
