/** Secrets of one's own: made by the charm, kept by Juju, granted to other applications. */
import type { Secret } from '@charm-layers/relation'
import { placed } from './place.ts'

/** A value that the runtime makes when it makes the secret, and anew whenever Juju says that the secret is to be rotated or has expired. */
export interface RandomValue {
  /** The number of random bytes; the value is their hexadecimal text. */
  readonly randomBytes: number
}

/** Asks the runtime for a random value in the content of a secret: hexadecimal text of `bytes` bytes. */
export const randomValue = (bytes = 32): RandomValue => ({ randomBytes: bytes })

/** What is in a secret, by key. A key has at least three characters: small letters, digits and dashes. */
export type SecretContent = Readonly<Record<string, string | Secret | RandomValue>>

/** How often Juju asks for a new revision of a secret. */
export type Rotation = 'never' | 'hourly' | 'daily' | 'weekly' | 'monthly' | 'quarterly' | 'yearly'

/** What else there is to say of a secret of one's own. What is left out stays as it is. */
export interface OwnSecretOptions {
  /** Whose secret it is: the application's, which its leader makes and all its units read, or this unit's. The application's by default. */
  readonly owner?: 'application' | 'unit'
  readonly description?: string
  readonly rotate?: Rotation
  /** How many hours after its making a revision expires. */
  readonly expireAfterHours?: number
  /** The relations whose other side may read it; it is taken back from all others. */
  readonly grant?: readonly { readonly relationId: string | undefined }[]
}

/** A secret of one's own that Juju has stored. */
export interface OwnSecret<Key extends string = string> {
  /** The id by which those to whom the secret was granted read it: the value to write into a databag. */
  readonly id: string
  readonly content: Readonly<Record<Key, Secret>>
}

/** A secret of the application or of this unit: its content, and who may read it. `context.ownSecret` makes this step. */
export interface OwnSecretStep extends Omit<OwnSecretOptions, 'owner' | 'grant'> {
  readonly kind: 'own-secret'
  readonly label: string
  readonly owner: 'application' | 'unit'
  readonly content: SecretContent
  /** Ids of the relations whose other side may read it. */
  readonly grant: readonly string[]
}

/** A secret of one's own that should not be there any more. */
export interface AbsentSecretStep {
  readonly kind: 'absent-secret'
  readonly label: string
  readonly owner: 'application' | 'unit'
}

/** Makes the step that keeps a secret. */
export function ownSecretStep(label: string, content: SecretContent, options: OwnSecretOptions): OwnSecretStep {
  const { owner = 'application', grant = [], ...rest } = options
  const relationIds = grant.flatMap(({ relationId }) => relationId ?? [])
  return { kind: 'own-secret', label, owner, content, grant: relationIds, ...rest }
}

/** Makes the step that removes a secret of one's own with all its revisions. Who reads it then finds nothing. */
export const absentSecret = (label: string, owner: 'application' | 'unit' = 'application'): AbsentSecretStep =>
  placed<AbsentSecretStep>({ kind: 'absent-secret', label, owner }, absentSecret)
