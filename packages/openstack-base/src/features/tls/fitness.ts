/** Whether a certificate is one that clients take today. */
import type { X509Certificate } from 'node:crypto'
import type { CertificateFacts } from './state.ts'
import { shortName } from './x509.ts'

const dayOf = (time: Date): string => time.toISOString().slice(0, 10)

/** By how many milliseconds the clocks of an authority and of this machine may differ: a new certificate would be one of tomorrow. */
const skew = 60_000

/** Tells whether something is valid at a time. */
export const isValidAt = ({ from, until }: Pick<CertificateFacts, 'from' | 'until'>, now: number): boolean =>
  from.getTime() <= now + skew && now < until.getTime()

/** Says what is wrong with the times of a certificate. */
export function whyNotNow(of: X509Certificate, now: number): string | undefined {
  const [from, until] = [new Date(of.validFrom), new Date(of.validTo)]
  if (isValidAt({ from, until }, now)) return undefined
  const name = shortName(of.subject)
  return until.getTime() <= now ? `has expired: '${name}' ended on ${dayOf(until)}` : `is not valid yet: '${name}' begins on ${dayOf(from)}`
}

/** The purpose of a certificate by which clients take it for that of a server, and the one for all purposes. */
const forServers: readonly string[] = ['1.3.6.1.5.5.7.3.1', '2.5.29.37.0']

/** Tells whether clients take a certificate for that of a server. */
export function isForServers(of: X509Certificate): boolean {
  // A certificate that names no purposes is for all.
  const purposes = of.keyUsage ?? []
  return purposes.length === 0 || purposes.some((one) => forServers.includes(one))
}

/** The curves that clients take, by OpenSSL's names. */
const curves: readonly string[] = ['prime256v1', 'secp384r1', 'secp521r1']

/** Says why no client, and no server of this day, takes the key of a certificate. A server that gets it all the same does not start. */
export function whyWeakKey(of: X509Certificate): string | undefined {
  const { asymmetricKeyType: type = '', asymmetricKeyDetails: { modulusLength: bits = 2048, namedCurve: curve = 'prime256v1' } = {} } =
    of.publicKey
  const name = shortName(of.subject)
  if (!/^(?:rsa|ec|ed)/.test(type)) return `has a key of type ${type}, which no client takes: '${name}'`
  if (bits < 2048) return `has a key of ${bits} bits, which no client takes: '${name}'`
  return curves.includes(curve) ? undefined : `has a key of the curve ${curve}, which no client takes: '${name}'`
}

/** Says the same of the signature under a certificate. That of a root counts for nothing. */
export function whyWeakSignature(of: X509Certificate): string | undefined {
  // Node tells since version 24.9, of which each charm brings a newer one.
  const signed = of.signatureAlgorithm ?? ''
  return /sha1|md[245]/i.test(signed) ? `is signed by ${signed}, which no client takes: '${shortName(of.subject)}'` : undefined
}
