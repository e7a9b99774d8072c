/** A view as callers without types may give it. */
import type { RelationView } from '@charm-layers/charm/relation'

/** A view of which anything may be left out. */
export type Loose = { readonly [Key in keyof RelationView]?: RelationView[Key] | null | undefined }

/** Gives a view that has everything that is read; what was left out is empty. */
export const whole = (view: Loose): RelationView => ({
  id: view.id ?? '',
  localUnit: view.localUnit ?? '',
  localUnitData: view.localUnitData ?? {},
  remoteApp: view.remoteApp ?? '',
  remoteAppData: view.remoteAppData ?? {},
  remoteUnits: view.remoteUnits ?? new Map(),
})
