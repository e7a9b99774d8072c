/** What the invariants remember of a run. */

export interface WatchMemory {
  /** Random values that Juju has not stored: of hooks that still run, and of hooks that have failed. */
  readonly unstored: Set<string>
  /** Every value that must not be shown. */
  readonly secrets: Set<string>
  /** What may succeed only once: whether it runs, and whether it has succeeded. */
  readonly once: Map<string, { runs: number; isDone: boolean }>
}

export const makeMemory = (): WatchMemory => ({ unstored: new Set(), secrets: new Set(), once: new Map() })
