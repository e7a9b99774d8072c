// What `storage`, `show-storage` and `status` show of the storages of a model.
import type { Model } from '../../model/state.ts'
import type { StorageInstance } from '../../model/storage.ts'
import type { Frozen } from '../../model/values.ts'
import type { DataMap, Struct } from '../data.ts'
import { compareNatural } from '../natural.ts'
import { statusTime } from '../times.ts'

type M = Frozen<Model>
type Instance = Frozen<StorageInstance>

/** Gives the storages of a model in the order in which they are shown. */
export const storagesIn = (model: M): readonly Instance[] => Object.values(model.storage).sort((a, b) => compareNatural(a.id, b.id))

const statusOf = ({ status }: Instance, utc: boolean): Struct => ({
  current: status.status,
  message: status.message || undefined,
  since: statusTime(new Date(status.since), utc),
})

/** Gives what a unit has: who it is, where, and since its machine has made it the directory. */
const unitsOf = ({ attachment }: Instance): DataMap | undefined => {
  if (attachment === null) return undefined
  const { unit, machine, location, life } = attachment
  return new Map([[unit, { machine, location: location ?? undefined, life }]])
}

/** Makes what is shown of one storage. */
export const storageData = (instance: Instance, utc: boolean): Struct => {
  const units = unitsOf(instance)
  return {
    kind: 'filesystem',
    life: instance.life,
    status: statusOf(instance, utc),
    persistent: false,
    attachments: units && { units },
  }
}

/** A storage's filesystem has the storage's number. */
const filesystemId = ({ id }: Instance): string => id.split('/').at(-1) ?? id

const filesystemData = (instance: Instance, utc: boolean): Struct => {
  const { id, pool, size, life, attachment } = instance
  const units = unitsOf(instance)
  const mount: Struct | undefined =
    attachment === null || attachment.location === null
      ? undefined
      : { 'mount-point': attachment.location, 'read-only': false, life: attachment.life }
  const machines = mount && attachment ? new Map([[attachment.machine, mount]]) : undefined
  return {
    'provider-id': filesystemId(instance),
    storage: id,
    attachments: units && { machines, units },
    pool,
    size,
    life,
    status: statusOf(instance, utc),
  }
}

/** Makes the `storage` part of `status`, which is also what `storage --format json` writes. */
export const storageView = (storages: readonly Instance[], utc: boolean): Struct =>
  storages.length === 0
    ? {}
    : {
        storage: new Map(storages.map((instance) => [instance.id, storageData(instance, utc)])),
        ...filesystemView(storages, utc),
      }

/** Makes what `storage --filesystem --format json` writes. */
export const filesystemView = (storages: readonly Instance[], utc: boolean): Struct => ({
  filesystems: new Map(storages.map((instance) => [filesystemId(instance), filesystemData(instance, utc)])),
})

/** Writes a size in MiB with the unit in which it is short: `1.0 GiB`, `100 GiB`. */
export const sizeText = (mebibytes: number): string => {
  const power = Math.min(Math.floor(Math.log(Math.max(mebibytes, 1)) / Math.log(1024)), 4)
  const number = mebibytes / 1024 ** power
  return `${number < 10 ? number.toFixed(1) : String(Math.round(number))} ${['MiB', 'GiB', 'TiB', 'PiB', 'EiB'][power]}`
}

/** The rows of `storage`, with the directory too where `status` shows them. */
export const storageRows = (storages: readonly Instance[], withMountPoint: boolean): readonly (readonly string[])[] => [
  [
    withMountPoint ? 'Storage Unit' : 'Unit',
    'Storage ID',
    'Type',
    'Pool',
    ...(withMountPoint ? ['Mountpoint'] : []),
    'Size',
    'Status',
    'Message',
  ],
  ...[...storages]
    .sort((a, b) => compareNatural(a.attachment?.unit ?? '', b.attachment?.unit ?? ''))
    .map(({ id, pool, size, status, attachment }) => [
      attachment?.unit ?? '',
      id,
      'filesystem',
      pool,
      ...(withMountPoint ? [attachment?.location ?? ''] : []),
      sizeText(size),
      status.status,
      status.message,
    ]),
]

/** The rows of `storage --filesystem`. */
export const filesystemRows = (storages: readonly Instance[]): readonly (readonly string[])[] => [
  ['Machine', 'Unit', 'Storage ID', 'ID', 'Provider ID', 'Mountpoint', 'Size', 'State', 'Message'],
  ...storages.map((instance) => {
    const { id, size, status, attachment } = instance
    const number = filesystemId(instance)
    const { machine = '', unit = '', location = '' } = attachment ?? {}
    return [machine, unit, id, number, number, location ?? '', sizeText(size), status.status, status.message]
  }),
]
