import type { Life, Status, Time } from './values.ts'

/** An open port range as `open-port` names it; icmp has both ports 0. */
export interface PortRange {
  from: number
  to: number
  protocol: 'tcp' | 'udp' | 'icmp'
}

/** One hook, with what its environment needs. */
export interface Hook {
  /** Full name as in JUJU_HOOK_NAME, such as `install` or `db-relation-joined`. */
  name: string
  relation: {
    id: number
    endpoint: string
    kind: 'created' | 'joined' | 'changed' | 'departed' | 'broken'
    remoteApplication: string
    /** The unit that the hook is about; null in created, broken and the application's changed. */
    remoteUnit: string | null
    /** In departed: the unit that goes. */
    departingUnit: string | null
    /** Version of the bag that a joined or changed delivers; recorded when it commits. */
    version: number
  } | null
  secret: { id: string; label: string; revision: number; kind: 'changed' | 'rotate' | 'expired' | 'remove' } | null
  storage: { id: string; kind: 'attached' | 'detaching' } | null
}

/** What a unit's agent is doing. `queued`: to be run; `pending`: running, or failed; `done`: ran, effects not yet recorded. */
export type UnitOperation =
  | {
      kind: 'hook'
      step: 'queued' | 'pending' | 'done'
      hook: Hook /** Hash seen when a config-changed was made. */
      configHash: string | null
    }
  | {
      kind: 'upgrade'
      step: 'pending'
      charm: string
      charmVersion: number
      /** Null for the first install; else the failed hook to go back to, or none. */
      resume: Hook | null
      reason: 'install' | 'upgrade'
    }

/** What a unit knows of one relation: the versions that it has been told. */
export interface KnownRelation {
  endpoint: string
  created: boolean
  broken: boolean
  /** Remote unit to version of its bag last delivered. */
  members: { [unit: string]: number }
  /** Version of the remote application's bag last delivered. */
  applicationVersion: number
  /** The unit whose `joined` hook has run and whose `changed` hook comes next. */
  changedPending: string | null
}

/** A failed hook's waiting time. */
export interface Retry {
  attempts: number
  /** When the next attempt is due; null: no timer (retries are off). */
  at: Time | null
}

/** The agent's own memory, which the resolver compares with the model. */
export interface UnitAgent {
  installed: boolean
  started: boolean
  stopped: boolean
  removed: boolean
  /** Charm that is expanded on the machine; null before the first install. */
  charm: string | null
  charmVersion: number
  operation: UnitOperation | null
  /** Hash of config, trust, addresses and charm recorded by the last config-changed. */
  configHash: string | null
  relations: { [id: string]: KnownRelation }
  /** Ids of the storages whose `attached` hook has run. */
  storage: string[]
  leader: boolean
  /** Version of the leader settings last delivered; -1: never. */
  leaderSettingsVersion: number
  /** Revisions of consumed secrets last delivered, and obsolete ones already told, by secret id. */
  secretsSeen: { [id: string]: number }
  secretsObsolete: { [id: string]: number[] }
  /** When to repeat the hook of a rotation (`id`) or an expiry (`id/revision`) that the charm did not act on. */
  secretsAgainAt: { [key: string]: Time }
  /** True once the charm has called status-set: Juju then no longer sets `installing charm software` and `unknown` itself. */
  statusSet: boolean
  /** Boot that the agent has last seen. */
  bootId: string | null
  retry: Retry | null
  /** When update-status is due; null: no timer. */
  updateStatusAt: Time | null
}

/** A unit of an application. */
export interface Unit {
  name: string
  application: string
  number: number
  /** Machine id; a subordinate has its principal's. */
  machine: string
  /** Name of the principal unit of a subordinate; null for a principal. */
  principal: string | null
  life: Life
  /** What the charm itself said last, shown again when an error is over. */
  workloadStatus: Status
  agentStatus: Status
  /** Set while a hook has failed: the workload is then shown as `error` with this message. */
  error: { message: string; data: Status['data']; since: Time } | null
  workloadVersion: string
  /** By endpoint; `""` means all endpoints. */
  ports: { [endpoint: string]: PortRange[] }
  /** state-set. */
  state: { [key: string]: string }
  resolved: 'retry' | 'no-retry' | null
  rebootRequested: boolean
  agent: UnitAgent
  created: Time
}
