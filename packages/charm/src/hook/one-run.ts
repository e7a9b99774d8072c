/** What the parts of one run of a charm share. */
import type { Charm } from '../define/charm.ts'
import type { Clock, Host } from '../host/host.ts'
import type { HookTools } from '../juju/index.ts'
import type { Snapshot } from './snapshot/index.ts'

/** The three ports through which every effect goes. */
export interface Ports {
  readonly tools: HookTools
  readonly host: Host
  readonly clock: Clock
}

/** One run of a charm: the ports, the charm, and the snapshot from its start. */
export interface OneRun extends Ports {
  readonly charm: Charm
  readonly snapshot: Snapshot
}
