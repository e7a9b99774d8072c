/** Views: what a unit can see of a relation. */

/** The keys and values of one databag. Juju stores text only. To Juju an absent key and a key with the empty value are the same. */
export type Databag = Readonly<Record<string, string>>

/** Everything a unit can see of one relation at the start of a hook. */
export interface RelationView {
  /** The id of the relation: endpoint and number, such as `amqp:3`. */
  readonly id: string
  /** The name of this unit, such as `trove/0`. */
  readonly localUnit: string
  readonly localUnitData: Databag
  /**
   * The databag of this unit's application. Juju shows it to the leader, and in a peer relation to every unit; to others it is undefined.
   */
  readonly localAppData?: Databag
  readonly remoteApp: string
  readonly remoteAppData: Databag
  /** The databags of the remote units, in the order in which Juju lists the units. */
  readonly remoteUnits: ReadonlyMap<string, Databag>
  /** The contents of Juju secrets, by their ids as they stand in the databags. */
  readonly secrets?: ReadonlyMap<string, Databag>
}

/** A view in which anything may be missing, as callers without TypeScript may give it. */
export type PartialView = { readonly [Key in keyof RelationView]?: RelationView[Key] | null | undefined }

const isComplete = (view: PartialView): view is RelationView =>
  typeof view.id === 'string' &&
  typeof view.localUnit === 'string' &&
  typeof view.localUnitData === 'object' &&
  view.localUnitData !== null &&
  view.localAppData !== null &&
  typeof view.remoteApp === 'string' &&
  typeof view.remoteAppData === 'object' &&
  view.remoteAppData !== null &&
  view.remoteUnits instanceof Map &&
  view.secrets !== null

/**
 * Completes a view: what is missing becomes empty. A missing databag of this unit's application stays missing, since Juju hides it from
 * followers. A view that lacks nothing is given back as it is.
 */
export const completeView = (view: PartialView): RelationView =>
  isComplete(view)
    ? view
    : {
        id: view.id ?? '',
        localUnit: view.localUnit ?? '',
        localUnitData: view.localUnitData ?? {},
        ...(view.localAppData ? { localAppData: view.localAppData } : {}),
        remoteApp: view.remoteApp ?? '',
        remoteAppData: view.remoteAppData ?? {},
        remoteUnits: view.remoteUnits ?? new Map(),
        secrets: view.secrets ?? new Map(),
      }
