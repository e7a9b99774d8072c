/** The cloud that the model runs on, for charms that an operator trusts with it. */
import type { Secret } from '@charm-layers/relation'

/** The cloud of the model and the credential for it (Juju: `credential-get`). */
export interface CloudCredential {
  /** Such as `openstack`. */
  readonly type: string
  readonly name: string
  readonly region: string | undefined
  readonly endpoint: string | undefined
  readonly identityEndpoint: string | undefined
  readonly storageEndpoint: string | undefined
  /** How one authenticates, such as `userpass`; undefined for a cloud without a credential. */
  readonly authType: string | undefined
  /** The parts of the credential by name. */
  readonly attributes: Readonly<Record<string, Secret>>
  readonly caCertificates: readonly string[]
  readonly skipTlsVerify: boolean
}
