/**
 * The port between the hook tools and a controller. The tools know nothing of a model but this: the model implements it for
 * one unit, tests implement it over a literal. Reads answer from the state of the moment; caching for the length of a hook is
 * the context's. A refusal of the controller is thrown as a {@link Refusal}, whose text the charm sees.
 */

/** Says no in the controller's words; the tool puts its own prefix before it. Any other error thrown is a bug. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
}

/** Keys and values of one databag. */
export type Bag = Readonly<Record<string, string>>

/** The value of an option; null stands for unset without default. A `secret` option holds the URI as text. */
export type ConfigValue = string | number | boolean | null

/** Anything that arrives as JSON, such as the parameters of an action or the data of a status. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/** One relation of the unit, as at the moment of the call. */
export interface WorldRelation {
  readonly id: number
  /** The own endpoint's name. */
  readonly endpoint: string
  /** The relation's key in the controller's order, such as `web:db mysql:server` (requirer first), `web:cluster` for peers. */
  readonly key: string
  readonly peer: boolean
  /** The own application for a peer relation. */
  readonly remoteApp: string
  /** Units of the other side in scope (siblings for a peer relation), without one that is departing. */
  readonly remoteUnits: readonly string[]
  /** Absent for a relation within the model. */
  readonly remoteModelUuid?: string
  readonly life: 'alive' | 'dying' | 'dead'
  readonly suspended: boolean
}

/** One interface of a network-info answer. */
export interface WorldInterface {
  readonly macAddress: string
  readonly interfaceName: string
  readonly addresses: readonly { readonly hostname: string; readonly value: string; readonly cidr: string }[]
}

/** What the controller says about one binding. */
export interface WorldNetwork {
  readonly interfaces: readonly WorldInterface[]
  readonly ingressAddresses?: readonly string[]
  readonly egressSubnets?: readonly string[]
  /** What is wrong with the binding. 3.6 shows it only when there are interfaces too. */
  readonly error?: string
}

/** A status with its message and data. */
export interface WorldStatus {
  readonly status: string
  readonly message: string
  readonly data: { readonly [key: string]: Json } | null
}

/** A storage attachment of the unit. */
export interface WorldStorage {
  /** Such as `data/0`. */
  readonly id: string
  readonly kind: 'filesystem' | 'block'
  readonly location: string
  readonly provisioned: boolean
}

/** A secret that this unit may manage, without its content. */
export interface WorldSecret {
  /** The 20 characters of the id. */
  readonly id: string
  readonly owner: 'application' | 'unit'
  readonly label: string
  readonly description: string
  /** The latest revision. */
  readonly revision: number
  /** Empty for never. */
  readonly rotate: string
  /** RFC 3339, absent when not set. */
  readonly expire?: string
  readonly nextRotate?: string
  /** SHA-256 (hex) of the latest content, see `contentChecksum` of secret-content.ts. */
  readonly checksum: string
  readonly access: readonly { readonly target: string; readonly scope: string; readonly role: string }[]
}

/** Everything that a unit's hook tools can ask a controller. */
export interface World {
  /** Such as `web/0`. */
  readonly unit: string
  readonly modelUuid: string
  readonly modelType: 'iaas' | 'caas'
  readonly files: WorldFiles

  /** Claims leadership for the next 30 seconds; true when this unit holds it. */
  claimLeadership(): boolean
  /** All options of the charm, unset ones as null. */
  config(): Readonly<Record<string, ConfigValue>>

  relations(): readonly WorldRelation[]
  /** The own unit's bag as committed. */
  localUnitBag(relation: number): Bag
  /** The own application's bag as committed; asked for while leader only. */
  localAppBag(relation: number): Bag
  /**
   * Any other bag, by unit or application name: a remote one, a sibling's, or the own application's for a non-leader.
   * Texts of 3.6: `permission denied` (not in the relation; own application for a non-leader of an ordinary relation), and
   * `cannot read settings for unit "x/9" in relation "a:db b:server": unit "x/9": settings not found` (never in scope).
   * Bags of departed units stay readable while the relation lives.
   */
  remoteBag(relation: number, owner: string): Bag

  unitStatus(): WorldStatus
  applicationStatus(): WorldStatus & { readonly units: Readonly<Record<string, WorldStatus>> }
  setUnitStatus(status: string, message: string): void
  setApplicationStatus(status: string, message: string): void
  setWorkloadVersion(version: string): void
  log(line: { readonly level: string; readonly logger: string; readonly text: string }): void
  /** Only called in an action. */
  logAction(text: string): void

  leaderSettings(): Bag
  /** An empty value deletes. */
  writeLeaderSettings(changes: Bag): void

  /** Undefined when the controller says nothing about the binding. */
  network(binding: string, relation?: number): WorldNetwork | undefined
  privateAddress(): string | undefined
  publicAddress(): string | undefined
  /** Open ranges of the units of this machine, by unit and endpoint (`''` = all), such as `80/tcp`, `1000-2000/udp`, `icmp`. */
  openedPorts(): Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>

  charmState(): Bag
  storage(): readonly WorldStorage[]
  /** Names of the storages that the charm declares. */
  storageNames(): readonly string[]
  goalState(): WorldGoalState
  /** The model's cloud spec with Juju's JSON keys. */
  cloudSpec(): CloudSpec
  /** Brings the resource to the unit and gives its absolute path there. */
  resource(name: string): Promise<string>

  /** Secrets that this unit may manage now. */
  secrets(): readonly WorldSecret[]
  /** Reserves an id: 20 characters of `0-9a-v`, the last `0` or `g`. */
  newSecretId(): string
  /**
   * Reads content and does the tracking that the read implies: by id, by label, or by id with a label to record.
   * Values are base64. Texts: `secret "x" not found`, `permission denied`, `consumer label "x" not found`.
   */
  readSecret(read: SecretRead): Bag

  /** Only where pod specs exist (caas before 4.0). */
  readonly podSpec?: { get(kind: 'k8s-spec' | 'k8s-raw'): string }
  readonly payloads?: WorldPayloads
}

/** The read of a secret's content. */
export interface SecretRead {
  /** Empty when only the label is known. */
  readonly id: string
  readonly label: string
  readonly refresh: boolean
  readonly peek: boolean
}

/** Files as the unit's agent sees them: absolute paths within the unit's machine. Failures are Refusals in Go's words. */
export interface WorldFiles {
  /** Throws `open /x: no such file or directory` and the like. */
  read(path: string): Promise<Uint8Array>
  write(path: string, content: Uint8Array): Promise<void>
}

/** Statuses of the own units and of the related applications and units; `since` as RFC 3339 or empty. */
export interface WorldGoalState {
  readonly units: GoalStates
  readonly relations: Readonly<Record<string, GoalStates>>
}

/** Statuses by unit or application name. */
export type GoalStates = Readonly<Record<string, { readonly status: string; readonly since: string }>>

/** A cloud spec, with the optional parts left out when empty. */
export interface CloudSpec {
  readonly type: string
  readonly name: string
  readonly region?: string
  readonly endpoint?: string
  readonly 'identity-endpoint'?: string
  readonly 'storage-endpoint'?: string
  readonly credential?: { readonly 'auth-type': string; readonly attrs?: Bag; readonly redacted?: readonly string[] }
  readonly cacertificates?: readonly string[]
  readonly 'skip-tls-verify'?: boolean
  readonly 'is-controller-cloud'?: boolean
}

/** Where payloads are recorded, on controllers that have them. */
export interface WorldPayloads {
  register(payload: { class: string; type: string; id: string; status: string; labels: readonly string[] }): void
  setStatus(classAndId: string, status: string): void
  unregister(classAndId: string): void
}
