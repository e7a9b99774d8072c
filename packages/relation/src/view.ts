/** What a unit can see of a relation. */

/** The keys and values of one databag. Juju stores strings only; a key that is absent and one that is empty are the same. */
export type Databag = Readonly<Record<string, string>>

/** Everything a unit can see of one relation at the start of a hook. */
export interface RelationView {
  /** Endpoint and number, such as `amqp:3`. */
  readonly id: string
  /** Name of the unit that looks, such as `trove/0`. */
  readonly localUnit: string
  readonly localUnitData: Databag
  /** The own application's bag: for the leader, and for every unit of a peer relation. Otherwise it cannot be read. */
  readonly localAppData?: Databag
  readonly remoteApp: string
  readonly remoteAppData: Databag
  /** Bags of the remote units, in the order in which Juju lists them. */
  readonly remoteUnits: ReadonlyMap<string, Databag>
  /** Contents of Juju secrets named in the bags, by the id as it stands there. */
  readonly secrets?: ReadonlyMap<string, Databag>
}

/** A view of which anything may be left out, as callers without types give it. */
export type PartialView = { readonly [Key in keyof RelationView]?: RelationView[Key] | null | undefined }

/** Completes a view: what was left out is empty. The own application's bag stays unknown, which is not the same as empty. */
export const completeView = (view: PartialView): RelationView => ({
  id: view.id ?? '',
  localUnit: view.localUnit ?? '',
  localUnitData: view.localUnitData ?? {},
  ...(view.localAppData ? { localAppData: view.localAppData } : {}),
  remoteApp: view.remoteApp ?? '',
  remoteAppData: view.remoteAppData ?? {},
  remoteUnits: view.remoteUnits ?? new Map(),
  secrets: view.secrets ?? new Map(),
})
