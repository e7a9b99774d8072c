/** The storage instances of a unit, and where Juju attaches them. */
import type { Storage, Storages } from '@charm-layers/charm'
import type { State, StorageState } from './state.ts'

/** Gives the id of a storage instance. */
export const storageId = (one: string | StorageState): string => (typeof one === 'string' ? one : one.id)
const nameOf = (id: string): string => id.split('/')[0] ?? ''

/** Gives the ids of the storage instances of a state. */
export const storageIds = (state: State): readonly string[] => (state.storage ?? []).map(storageId)

/** Gives the least and the greatest number of instances that a unit may have. */
export function countsOf({ multiple = '1' }: Storage): readonly [least: number, most: number] {
  const [, least = '', rest = ''] = /^(\d+)(.*)$/.exec(multiple) ?? []
  const most = rest === '' ? least : rest.slice(1)
  return [Number(least), most === '' ? Number.POSITIVE_INFINITY : Number(most)]
}

/** Gives the place where Juju attaches an instance when nothing else says where. */
function defaultLocation(storage: Storage, id: string, at: number): string {
  if (storage.type === 'block') return `/dev/vd${String.fromCharCode('b'.charCodeAt(0) + (at % 25))}`
  if (storage.location === undefined) return `/var/lib/juju/storage/${id}`
  return countsOf(storage)[1] === 1 ? storage.location : `${storage.location}/${id}`
}

/** Gives the storage of a unit for which a test names none: the instances without which Juju would not install the unit. */
export const neededStorage = (storages: Storages): readonly string[] =>
  Object.entries(storages)
    .flatMap(([name, one]) => Array.from({ length: countsOf(one)[0] }, () => name))
    .map((name, at) => `${name}/${at}`)

/** Gives each instance with its kind and its place. */
export const storageOf = (storages: Storages, state: State): readonly (StorageState & { readonly kind: Storage['type'] })[] =>
  (state.storage ?? []).flatMap((one, at) => {
    const declared = storages[nameOf(storageId(one))]
    if (!declared) return []
    const location = typeof one === 'string' ? defaultLocation(declared, one, at) : one.location
    return [{ id: storageId(one), location, kind: declared.type }]
  })

/** Gives what Juju would refuse in the storage of a state. */
export function storageProblems(storages: Storages, state: State): readonly string[] {
  const ids = storageIds(state)
  return [
    ...ids.filter((id) => !/^[a-z][a-z0-9-]*\/\d+$/.test(id)).map((id) => `storage '${id}', which is no id such as 'data/0'`),
    ...ids.filter((id, at) => ids.indexOf(id) !== at).map((id) => `two storages have the id '${id}'`),
    ...ids.filter((id) => !(nameOf(id) in storages)).map((id) => `storage '${id}', which the charm does not declare`),
    ...Object.entries(storages).flatMap(([name, one]) => {
      const [, most] = countsOf(one)
      return ids.filter((id) => nameOf(id) === name).length > most ? [`more than ${most} of the storage '${name}'`] : []
    }),
  ]
}
