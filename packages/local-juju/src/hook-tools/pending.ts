import type { Bag } from './world.ts'

/** What a hook has asked for and a controller commits in one go when the hook succeeds. */
export interface Pending {
  /** Changes by relation; an empty value deletes the key. `app` needs leadership at commit too. */
  readonly relations: readonly { readonly relation: number; readonly unit?: Bag; readonly app?: Bag }[]
  readonly openPorts: readonly PortRange[]
  readonly closePorts: readonly PortRange[]
  /** The whole new state, when it was touched. */
  readonly charmState?: Bag
  readonly storage: readonly { readonly name: string; readonly count: number }[]
  readonly secretCreates: readonly SecretCreate[]
  readonly secretUpdates: readonly SecretUpdate[]
  readonly secretDeletes: readonly {
    readonly id: string
    readonly uri: string /** All of them when absent. */
    readonly revisions?: readonly number[]
  }[]
  readonly secretGrants: readonly SecretAccess[]
  readonly secretRevokes: readonly SecretAccess[]
  /** Ids of secrets whose latest revision this unit tracks from now on. */
  readonly secretTrackLatest: readonly string[]
  readonly podSpec?: string
  readonly rawSpec?: string
}

/** A range such as `80/tcp`, `1000-2000/udp` or `icmp` for one endpoint (`''` = all). */
export interface PortRange {
  readonly range: string
  readonly endpoint: string
}

/** What can be said about a secret when it is made or changed; what is absent stays as it is. */
export interface SecretChange {
  readonly id: string
  /** As the charm wrote it: `secret:<id>` or `secret://<model>/<id>`. */
  readonly uri: string
  readonly label?: string
  readonly description?: string
  readonly rotate?: string
  /** RFC 3339 in UTC. */
  readonly expire?: string
  /** Values in base64. */
  readonly content?: Bag
}

/** A secret to make. */
export interface SecretCreate extends SecretChange {
  /** `application-web` or `unit-web-0`. */
  readonly owner: string
  readonly content: Bag
}

/** A secret to change; new content makes one new revision. */
export interface SecretUpdate extends SecretChange {}

/** Access given or taken. */
export interface SecretAccess {
  readonly id: string
  readonly uri: string
  /** Tag of the relation a grant lives with, or of the application or unit. */
  readonly scope: string
  /** Tags such as `application-web`, `unit-web-0`. */
  readonly targets: readonly string[]
}

/** What remains of a hook when its process has ended: commit it or drop it. */
export interface Outcome {
  readonly pending: Pending
  /** Present in an action. `results` is nested as the charm wrote it. */
  readonly action?: { readonly results: ActionResults; readonly failed: boolean; readonly message: string }
  /** `now` = the process was killed for it and the hook runs again after the boot. */
  readonly reboot: 'none' | 'after' | 'now'
}

/** Results of an action: text at the leaves. */
export interface ActionResults {
  readonly [key: string]: string | ActionResults
}
