import type { StorageMeta } from './storage.ts'
import type { ConfigValue, Json } from './values.ts'

/** Which side of a relation an endpoint is. */
export type Role = 'provider' | 'requirer' | 'peer'

/** One endpoint of a charm, the implicit `juju-info` included. */
export interface Endpoint {
  name: string
  role: Role
  interface: string
  scope: 'global' | 'container'
  /** Highest number of relations; 0 means no limit. */
  limit: number
  optional: boolean
}

/** One option of config.yaml. */
export interface ConfigOption {
  type: 'string' | 'int' | 'float' | 'boolean' | 'secret'
  description: string
  /** Null: none. */
  default: ConfigValue | null
}

/** One action of actions.yaml. */
export interface Action {
  description: string
  /** JSON schema of the parameters, as Juju builds it (type, title, properties, …). */
  schema: { [key: string]: Json }
  parallel: boolean
  executionGroup: string
}

/** One resource that the charm declares. */
export interface ResourceMeta {
  type: string
  filename: string
  description: string
}

/** What Juju reads of a `.charm` archive, and where the archive is kept. */
export interface Charm {
  /** Such as `local:web-0`. */
  url: string
  name: string
  revision: number
  /** First line of the file `version`; empty when there is none. */
  version: string
  /** The stored archive, relative to the model's directory. */
  archive: string
  sha256: string
  summary: string
  description: string
  subordinate: boolean
  /** Such as `ubuntu@22.04`. */
  bases: string[]
  endpoints: { [name: string]: Endpoint }
  extraBindings: string[]
  config: { [option: string]: ConfigOption }
  actions: { [name: string]: Action }
  resources: { [name: string]: ResourceMeta }
  storage: { [name: string]: StorageMeta }
}
