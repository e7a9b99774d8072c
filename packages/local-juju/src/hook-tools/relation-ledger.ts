import type { Bag, World, WorldRelation } from './world.ts'

/** One relation as a hook sees it: local bags with the hook's writes, remote ones as first read. */
export interface HookRelation {
  readonly info: WorldRelation
  /** True for a relation that is ending and has no units left, so that `relation-ids` leaves it out. */
  readonly broken: boolean
  unitBag(): Bag
  appBag(): Bag
  remoteBag(owner: string): Bag
  /** An empty value deletes. */
  setUnit(changes: Bag): void
  setApp(changes: Bag): void
  pending(): { readonly relation: number; readonly unit?: Bag; readonly app?: Bag } | undefined
}

/** A bag that is read once and then changed in memory. */
const createBag = (read: () => Bag) => {
  let base: Bag | undefined
  let changes: Bag = {}
  const load = (): Bag => (base ??= read())
  return {
    value: (): Bag => Object.fromEntries(Object.entries({ ...load(), ...changes }).filter(([, value]) => value !== '')),
    set: (more: Bag): void => {
      changes = { ...changes, ...more }
    },
    // A value that the bag has already is no change.
    changes: (): Bag => Object.fromEntries(Object.entries(changes).filter(([key, value]) => value !== load()[key])),
  }
}

/** Starts a relation of a hook. */
export const createHookRelation = (world: World, info: WorldRelation): HookRelation => {
  const unit = createBag(() => world.localUnitBag(info.id))
  const app = createBag(() => world.localAppBag(info.id))
  const remote = new Map<string, Bag>()
  return {
    info,
    broken: !info.peer && (info.life !== 'alive' || info.suspended) && info.remoteUnits.length === 0,
    unitBag: unit.value,
    appBag: app.value,
    remoteBag: (owner) => {
      const known = remote.get(owner) ?? world.remoteBag(info.id, owner)
      remote.set(owner, known)
      return known
    },
    setUnit: unit.set,
    setApp: app.set,
    pending: () => {
      const [unitChanges, appChanges] = [unit.changes(), app.changes()]
      const [hasUnit, hasApp] = [Object.keys(unitChanges).length > 0, Object.keys(appChanges).length > 0]
      if (!hasUnit && !hasApp) return undefined
      return { relation: info.id, ...(hasUnit ? { unit: unitChanges } : {}), ...(hasApp ? { app: appChanges } : {}) }
    },
  }
}
