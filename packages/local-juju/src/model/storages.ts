import type { Charm } from './charm.ts'
import { charmOf, findApplication, findUnit, must, unitsOf } from './lookup.ts'
import { Refused } from './refused.ts'
import type { Application, Model } from './state.ts'
import { status } from './status.ts'
import type { StorageInstance, StorageMeta, StorageRequest } from './storage.ts'
import type { StorageDirective } from './storage-directive.ts'
import type { Unit } from './unit.ts'
import type { Frozen, Time } from './values.ts'

/** Pools that there are, and what gives their storages; both live in the model's folder or in memory of this host. */
export const POOLS: { readonly [pool: string]: 'rootfs' | 'tmpfs' } = { rootfs: 'rootfs', tmpfs: 'tmpfs' }

const DEFAULT_SIZE = 1024

/** Says what each unit of a new application gets of each storage of its charm: what was asked for, else what the charm needs. */
export function requestedStorage(
  charm: Frozen<Charm>,
  asked: { readonly [name: string]: StorageDirective },
): { [name: string]: StorageRequest } {
  for (const name of Object.keys(asked)) metaOf(charm, name)
  return Object.fromEntries(
    Object.entries(charm.storage).map(([name, meta]) => {
      const directive = asked[name]
      const count = directive === undefined ? meta.countMin : (directive.count ?? Math.max(meta.countMin, 1))
      if (count < meta.countMin)
        throw new Refused(`charm "${charm.name}" store "${name}": ${meta.countMin} instances required, ${count} specified`)
      return [name, checked(charm, name, { ...directive, count })]
    }),
  )
}

/** Says what new units get after a refresh. Storages that units have must stay as they are, and none may be needed that they lack. */
export function refreshedStorage(
  model: Frozen<Model>,
  application: Frozen<Application>,
  before: Frozen<Charm>,
  after: Frozen<Charm>,
): { [name: string]: StorageRequest } {
  const refuse = (why: string): never => {
    throw new Refused(`cannot upgrade application "${application.name}" to charm "${after.url}": ${why}`)
  }
  for (const [name, meta] of Object.entries(after.storage)) {
    const old = before.storage[name]
    if (old === undefined && meta.countMin > 0) refuse(`required storage "${name}" added`)
    if (old === undefined) continue
    if (old.type !== meta.type) refuse(`existing storage "${name}" type changed from "${old.type}" to "${meta.type}"`)
    if (old.location !== meta.location && old.countMax !== 1)
      refuse(`existing storage "${name}" location changed from "${old.location}" to "${meta.location}"`)
    if (meta.countMin > old.countMin)
      refuse(`existing storage "${name}" range contracted: min increased from ${old.countMin} to ${meta.countMin}`)
    if (meta.countMax >= 0 && (old.countMax < 0 || meta.countMax < old.countMax))
      refuse(
        `existing storage "${name}" range contracted: max decreased from ${old.countMax < 0 ? '<unbounded>' : old.countMax} to ${meta.countMax}`,
      )
    if (old.location !== '' && old.countMax === 1 && meta.countMax !== 1)
      refuse(`existing storage "${name}" with location changed from single to multiple`)
  }
  const used = unitsOf(model, application.name).flatMap((unit) => storagesOf(model, unit.name).map(({ name }) => name))
  for (const name of used) if (after.storage[name] === undefined) refuse(`in-use storage "${name}" removed`)
  const kept = Object.entries(application.storage).filter(([name]) => after.storage[name] !== undefined)
  return { ...requestedStorage(after, {}), ...Object.fromEntries(kept) }
}

function metaOf(charm: Frozen<Charm>, name: string): Frozen<StorageMeta> {
  const meta = charm.storage[name]
  if (meta === undefined) throw new Refused(`charm "${charm.name}" has no store called "${name}"`)
  return meta
}

function checkMost(charm: Frozen<Charm>, name: string, count: number): void {
  const { countMax } = metaOf(charm, name)
  if (countMax >= 0 && count > countMax) {
    throw new Refused(`charm "${charm.name}" store "${name}": at most ${countMax} instances supported, ${count} specified`)
  }
}

/** Fills in what a directive leaves out, and refuses what the charm does not take or local-juju does not have. */
function checked(charm: Frozen<Charm>, name: string, { pool = 'rootfs', size, count = 1 }: StorageDirective): StorageRequest {
  const meta = metaOf(charm, name)
  const refuse = (why: string): never => {
    throw new Refused(`charm "${charm.name}" store "${name}": ${why}`)
  }
  checkMost(charm, name, count)
  const request = { pool, size: size ?? Math.max(DEFAULT_SIZE, meta.minimumSize), count }
  if (count === 0) return request
  if (meta.type === 'block') refuse('local-juju has no block devices: deploy it with Juju')
  if (POOLS[pool] === undefined) refuse(`pool "${pool}" not found: local-juju has ${Object.keys(POOLS).join(' and ')}`)
  if (request.size < meta.minimumSize) refuse(`minimum storage size is ${meta.minimumSize}M, ${request.size}M specified`)
  if (meta.location !== '' && !/^\/+[^/]/u.test(meta.location)) refuse(`location "${meta.location}" is no absolute path`)
  return request
}

/** Gives a new unit its storages: of each name the existing ones that it is to take, and new ones up to the number asked for. */
export function addUnitStorage(model: Model, unit: Unit, taken: readonly string[], now: Time): void {
  for (const id of taken) attachStorage(model, unit.name, id)
  const { storage } = findApplication(model, unit.application)
  for (const [name, request] of Object.entries(storage)) {
    const count = request.count - storagesOf(model, unit.name).filter((instance) => instance.name === name).length
    addInstances(model, unit, { ...request, name, count }, now)
  }
}

/** Gives a unit more storage: `juju add-storage`, and `storage-add` of a hook. Gives the new ids. */
export function addStorage(model: Model, unitName: string, asked: StorageDirective & { readonly name: string }, now: Time): string[] {
  const unit = findUnit(model, unitName)
  const application = findApplication(model, unit.application)
  const charm = charmOf(model, application)
  const { name, count = 1, ...directive } = asked
  if (unit.life !== 'alive') throw new Refused(`unit "${unitName}" is not alive`)
  if (charm.storage[name] === undefined) throw new Refused(`charm storage "${name}" not found`, 'not found')
  const before = storagesOf(model, unitName).filter((instance) => instance.name === name).length
  const { pool, size } = must(application.storage[name], `storage ${name} of ${application.name}`)
  const request = checked(charm, name, { pool, size, ...directive, count: before + count })
  return addInstances(model, unit, { ...request, name, count }, now)
}

function addInstances(
  model: Model,
  unit: Unit,
  { name, pool, size, count }: StorageRequest & { readonly name: string },
  now: Time,
): string[] {
  const charm = charmOf(model, findApplication(model, unit.application)).name
  return Array.from({ length: Math.max(count, 0) }, () => {
    const id = `${name}/${model.counters.storage++}`
    const attachment = { unit: unit.name, machine: unit.machine, life: 'alive', location: null } as const
    model.storage[id] = { id, name, charm, pool, size, life: 'alive', status: status(now, 'pending'), attachment, created: now }
    return id
  })
}

/** Gives the storages that a unit has, the lowest number first. */
export function storagesOf(model: Model, unit: string): StorageInstance[]
export function storagesOf(model: Frozen<Model>, unit: string): readonly Frozen<StorageInstance>[]
export function storagesOf(model: Frozen<Model>, unit: string): readonly Frozen<StorageInstance>[] {
  return Object.values(model.storage).filter(({ attachment }) => attachment?.unit === unit && attachment.life !== 'dead')
}

/** Finds a storage or refuses. */
export function findStorage(model: Model, id: string): StorageInstance {
  const found = model.storage[id]
  if (found === undefined) throw new Refused(`storage "${id}" does not exist`, 'not found')
  return found
}

/** Attaches a storage that no unit has to a unit of the same charm. */
export function attachStorage(model: Model, unitName: string, id: string): void {
  const [unit, instance] = [findUnit(model, unitName), findStorage(model, id)]
  const charm = charmOf(model, findApplication(model, unit.application))
  if (unit.life !== 'alive') throw new Refused(`unit "${unitName}" is not alive`)
  if (instance.life !== 'alive') throw new Refused(`storage "${id}" is being removed`)
  if (instance.attachment !== null) throw new Refused(`storage "${id}" is attached to unit "${instance.attachment.unit}"`)
  if (charm.name !== instance.charm)
    throw new Refused(`storage "${id}" is of charm "${instance.charm}", unit "${unitName}" of "${charm.name}"`)
  const count = storagesOf(model, unitName).filter(({ name }) => name === instance.name).length + 1
  checkMost(charm, instance.name, count)
  instance.attachment = { unit: unitName, machine: unit.machine, life: 'alive', location: null }
}

/** Asks a unit to give a storage up; what is in it stays. */
export function detachStorage(model: Model, id: string): void {
  const { attachment, name } = findStorage(model, id)
  if (attachment === null) throw new Refused(`storage "${id}" is not attached`)
  if (attachment.life !== 'alive') return
  const unit = findUnit(model, attachment.unit)
  const { countMin } = metaOf(charmOf(model, findApplication(model, unit.application)), name)
  const rest = storagesOf(model, unit.name).filter((other) => other.name === name && other.attachment?.life === 'alive').length - 1
  if (rest < countMin) {
    throw new Refused(
      `removing storage from unit would violate charm storage "${name}" requirements of having minimum ${countMin} storage instances`,
    )
  }
  attachment.life = 'dying'
}

/** Asks for the removal of a storage with what is in it; one that a unit has is only removed by force. */
export function removeStorage(model: Model, id: string, force: boolean): void {
  const instance = findStorage(model, id)
  if (instance.attachment !== null) {
    if (!force) throw new Refused('storage is attached')
    detachStorage(model, id)
  }
  instance.life = 'dying'
}

/** Ends a unit's hold on a storage. What ends with its unit, and was not detached before, is removed. */
export function endAttachment(instance: StorageInstance): void {
  if (instance.attachment === null) return
  if (instance.attachment.life === 'alive') instance.life = 'dying'
  instance.attachment.life = 'dead'
}

/** Gives the directory that a charm finds a storage at, as the machine sees it. */
export function mountPoint(model: Frozen<Model>, { id, name, attachment }: Frozen<StorageInstance>): string {
  const unit = findUnit(model, must(attachment, `attachment of ${id}`).unit)
  const { location, countMax } = metaOf(charmOf(model, findApplication(model, unit.application)), name)
  if (location === '') return `/var/lib/juju/storage/${id}`
  return countMax === 1 ? location : `${location.replace(/\/+$/u, '')}/${id}`
}
