import type { Json } from './world.ts'

/** What runs: a hook, an action, `juju exec` (an action too) or commands of on-unit `juju-exec`. */
export interface HookScope {
  /** `JUJU_CONTEXT_ID`. */
  readonly contextId: string
  /** The relation of a relation hook; `remoteUnit` is absent in created, broken and app-level changed. */
  readonly relation?: { readonly id: number; readonly remoteApp: string; readonly remoteUnit?: string }
  /** The storage of a storage hook, such as `data/0`. */
  readonly storage?: string
  /** Present in actions and in `juju exec`. */
  readonly action?: { readonly name: string; readonly params: Json }
  /** Kills the charm's process, for `juju-reboot --now`; false when there is none. */
  readonly kill?: () => boolean
}
