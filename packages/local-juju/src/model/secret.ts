import type { Time } from './values.ts'

/** One revision of a secret's content. Values are base64 as on Juju's wire. */
export interface SecretRevision {
  revision: number
  /** Key to base64 value. */
  content: { [key: string]: string }
  created: Time
  expire: Time | null
}

/** Who may read a secret. The grant ends with its relation. */
export interface SecretGrant {
  /** Application or unit name. */
  subject: string
  /** Relation id the grant hangs on; null for a grant by the operator. */
  relation: number | null
}

/** What one unit follows of a secret; made by its first `secret-get`. */
export interface SecretConsumer {
  revision: number
  label: string
}

/** How often a secret's owner is asked to make a new revision. */
export type RotatePolicy = 'never' | 'hourly' | 'daily' | 'weekly' | 'monthly' | 'quarterly' | 'yearly'

/** A secret: owned by an application, a unit, or the model (a user's secret). */
export interface Secret {
  id: string
  owner: { kind: 'application' | 'unit' | 'model'; name: string }
  label: string
  description: string
  rotate: RotatePolicy
  nextRotate: Time | null
  /** Oldest first; removed revisions are gone. */
  revisions: SecretRevision[]
  /** Number of the newest revision ever made. */
  latest: number
  grants: SecretGrant[]
  /** By unit name. */
  consumers: { [unit: string]: SecretConsumer }
  created: Time
  updated: Time
}
