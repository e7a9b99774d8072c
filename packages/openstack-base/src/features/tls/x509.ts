/** Certificates as Node reads them. */
import type { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'

/** Node's cryptography, which is loaded only when it is needed. */
export type Crypto = typeof import('node:crypto')

/** Gives a part of a name as OpenSSL prints it, one part on each line. */
export const partOf = (name: string, part: string): string | undefined =>
  name
    .split('\n')
    .findLast((line) => line.startsWith(`${part}=`))
    ?.slice(part.length + 1)

/** Names somebody in a status: others have written the name, so it is cut. */
export const shortName = (name: string): string => {
  const found = partOf(name, 'CN') ?? partOf(name, 'OU') ?? partOf(name, 'O') ?? name.replaceAll('\n', ', ')
  return found.length > 64 ? `${found.slice(0, 63)}…` : found
}

/** Gives the host names and addresses that a certificate is for. */
export function namesOf(of: X509Certificate): readonly string[] {
  const listed = (of.subjectAltName ?? '').split(', ').flatMap((one) => /^(?:DNS|IP Address):(.+)$/.exec(one)?.[1] ?? [])
  return listed.length > 0 ? listed : [partOf(of.subject, 'CN') ?? ''].filter((one) => one !== '')
}

/** Tells whether a certificate is for a host. */
export const isFor = (of: X509Certificate, host: string): boolean =>
  (isIP(host) === 0 ? of.checkHost(host) : of.checkIP(host)) !== undefined

/** Tells whether a certificate was signed by the key of another. */
export const isIssuedBy = (of: X509Certificate, by: X509Certificate): boolean => of.checkIssued(by) && of.verify(by.publicKey)

/** Tells whether a certificate is that of a root. */
export const isSelfSigned = (of: X509Certificate): boolean => isIssuedBy(of, of)

/** Reads a certificate; undefined for one that cannot be read. */
export function readCertificate(crypto: Crypto, text: string): X509Certificate | undefined {
  try {
    const found = new crypto.X509Certificate(text)
    // Some parts are read only when somebody asks for them.
    const isWhole = found.publicKey.asymmetricKeyType !== undefined && Date.parse(found.validFrom) < Date.parse(found.validTo)
    return isWhole ? found : undefined
  } catch {
    return undefined
  }
}
