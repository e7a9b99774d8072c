/** What a unit has to offer TLS with. */
import type { Secret } from '@charm-layers/charm'

/** What is known of a certificate. */
export interface CertificateFacts {
  /** The name that was asked for; of an operator's certificate, one that it is for. */
  readonly name: string
  /** The host names and addresses that the certificate is for. */
  readonly names: readonly string[]
  /** When it begins to be valid. */
  readonly from: Date
  /** When it ends: it, or one of the authorities between it and the root. */
  readonly until: Date
  /** Whether an authority has issued it that every machine trusts, and that the `authorities` do not hold. */
  readonly isPublic?: boolean
}

/** A certificate that a server shows, with its private key. */
export interface ServerCertificate extends CertificateFacts {
  /** The certificate, and those of the authorities between it and the root, in PEM. */
  readonly certificate: string
  /** The private key in PEM. */
  readonly key: Secret
}

/**
 * What a unit has to offer TLS with. `off`: it offers none, and leaves no file. `ready`: these certificates, of which the first is for clients that
 * name no host. `kept`: something is wrong or not there yet, which a status tells, so what runs goes on with the files that it has;
 * `certificates` are those, and there are none when it offers no TLS.
 * `authorities` are the certificates of all authorities to trust, in PEM, also without TLS of one's own; while an authority is changed, of both. The
 * empty text stands for none but those that every machine trusts.
 */
export type TlsState =
  | { readonly state: 'off'; readonly certificates: readonly []; readonly authorities: string }
  | { readonly state: 'ready'; readonly certificates: readonly ServerCertificate[]; readonly authorities: string }
  | { readonly state: 'kept'; readonly certificates: readonly CertificateFacts[] }

/** No TLS, and no authority. */
export const noTls: TlsState = { state: 'off', certificates: [], authorities: '' }
