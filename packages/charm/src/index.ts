/** What the author of a charm uses. */
export type { Databag, RelationView, Secret, State } from '@charm-layers/relation'
export { secret } from '@charm-layers/relation'
export type { Action, ActionOutcome, MakeAction } from './define/action.ts'
export { type Answer, makeAnswer, statusOf, when } from './define/answer.ts'
export type { Charm, Definition } from './define/charm.ts'
export type { CloudCredential } from './define/cloud.ts'
export type { Context } from './define/context.ts'
export { defineCharm } from './define/define.ts'
export type { Client, EndpointOptions, Peers, Provider, Requirer } from './define/endpoints.ts'
export { keep, type Remembered, remembered } from './define/memory.ts'
export type { Architecture, Assumption, Described, Links } from './define/metadata.ts'
export { type ConfigOf, type Option, type Options, option } from './define/option.ts'
export type { Param, Params, ParamsOf, Schema } from './define/params.ts'
export type { Resource, Resources } from './define/resource.ts'
export type {
  AbsentSecretStep,
  CommandStep,
  DatabagStep,
  DirectoryStep,
  DownloadStep,
  DrainedStep,
  FileStep,
  OwnSecret,
  OwnSecretOptions,
  OwnSecretStep,
  ProbeStep,
  RandomValue,
  Rotation,
  SecretContent,
  ServiceStep,
  SharedSecretStep,
} from './define/steps/index.ts'
export {
  absent,
  absentSecret,
  command,
  type Desired,
  directory,
  download,
  drained,
  fact,
  file,
  heldService,
  holdRestarts,
  keptService,
  packages,
  ports,
  randomValue,
  reboot,
  type Step,
  service,
  servicesRun,
  status,
  version,
  watchedService,
} from './define/steps/index.ts'
export type { BlockStorage, FilesystemStorage, Storage, StorageInstance, StorageOf, StorageRange, Storages } from './define/storage.ts'
export { CharmError } from './errors.ts'
export { main } from './hook/main.ts'
export type { HostFacts } from './host/host.ts'
export type { Text } from './host/text.ts'
export { upstreamVersion } from './host/upstream-version.ts'
export type { Identity } from './juju/environment.ts'
export type { Event } from './juju/event.ts'
export type { Network, NetworkAddress } from './juju/network.ts'
export { active, blocked, maintenance, type Status, waiting } from './juju/status.ts'
