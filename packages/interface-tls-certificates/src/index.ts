/**
 * Both sides of the tls-certificates interface (endpoint `certificates`), in the protocol of vault and easyrsa.
 *
 * @example
 * ```ts
 * requires: { certificates: tlsCertificates },
 * desired: ({ relations }) => {
 *   const tls = relations.certificates.ask({ server: [{ commonName: 'trove.example.com', sans: ['10.5.7.20'] }] })
 *   return when(tls, ({ server, chain }) => [… certificateFile(server[0], chain) …])
 * }
 * ```
 */
import type { Interface } from '@charm-layers/relation'
import { provides, type TlsAnswer, type TlsRequests } from './provides.ts'
import { type Certificates, requires, type TlsRequest } from './requires.ts'

/** The tls-certificates interface. */
export const tlsCertificates: Interface<TlsRequest, TlsAnswer, Certificates, TlsRequests> = { requires, provides }

export type { Certificate, Pair, UnitCertificates } from './answer.ts'
export { certificateFile } from './answer.ts'
export type { TlsAnswer, TlsRequests, UnitAnswer, UnitRequests } from './provides.ts'
export type { CertificateRequest, Requests } from './request.ts'
export type { Certificates, TlsRequest } from './requires.ts'
