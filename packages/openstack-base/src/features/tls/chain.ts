/** The chain from a certificate to a root that is to be trusted. */
import type { X509Certificate } from 'node:crypto'
import { whyNotNow } from './fitness.ts'
import { type Problem, problem } from './problem.ts'
import { type Crypto, isIssuedBy, isSelfSigned, readCertificate, shortName } from './x509.ts'

/** Says why the certificates behind the first one are no chain. */
export function whyNoChain(certificates: readonly X509Certificate[]): Problem | undefined {
  for (const [at, of] of certificates.entries()) {
    const next = certificates[at + 1]
    if (next === undefined || isIssuedBy(of, next)) continue
    const isElsewhere = certificates.some((other) => other !== of && other !== next && isIssuedBy(of, other))
    const names = `'${shortName(next.subject)}' stands behind '${shortName(of.subject)}', which '${shortName(of.issuer)}' has issued`
    return problem('certificate', isElsewhere ? `has its chain out of order: ${names}` : `has an incomplete chain: ${names}`)
  }
  return undefined
}

/** Tells whether one of the authorities that every machine trusts has issued a certificate. */
function isIssuedByPublic(of: X509Certificate, crypto: Crypto): boolean {
  const { rootCertificates } = process.getBuiltinModule('node:tls')
  return rootCertificates.some((text) => {
    const root = readCertificate(crypto, text)
    return root !== undefined && (isIssuedBy(of, root) || root.fingerprint256 === of.fingerprint256)
  })
}

/** What may end a chain, and when. */
export interface Trusted {
  readonly authorities: readonly X509Certificate[]
  readonly now: number
  readonly crypto: Crypto
}

/** Follows a chain to a root that is to be trusted. Gives the places of what a server shows. */
export function pathOf(
  own: readonly X509Certificate[],
  { authorities, now, crypto }: Trusted,
): { readonly path: readonly number[]; readonly root?: X509Certificate } | Problem {
  const all = [...own, ...authorities]
  const path = own.map((_, at) => at)
  const isNow = (one: X509Certificate | undefined): boolean => one !== undefined && whyNotNow(one, now) === undefined
  for (;;) {
    const top = all[path.at(-1) ?? 0]
    if (top === undefined) return { path }
    if (isSelfSigned(top)) {
      const isTrusted = authorities.some((one) => one.fingerprint256 === top.fingerprint256)
      const shown = path.length > 1 ? path.slice(0, -1) : path
      if (isTrusted) return { path: shown, root: top }
      return isIssuedByPublic(top, crypto) ? { path: shown } : whyNoRoot(top, own.length, authorities)
    }
    const issuers = authorities.flatMap((one, place) => (isIssuedBy(top, one) ? [place] : []))
    // An authority that was renewed is there twice while it is changed.
    const at = issuers.find((place) => isNow(authorities[place])) ?? issuers[0] ?? -1
    const issuer = authorities[at]
    if (issuer === undefined) return isIssuedByPublic(top, crypto) ? { path } : whyNoRoot(top, own.length, authorities)
    if (isSelfSigned(issuer)) return { path, root: issuer }
    if (path.includes(own.length + at)) return problem('authority', 'holds authorities that have issued each other, and no root')
    if (!issuer.ca) return problem('authority', `holds '${shortName(issuer.subject)}', which is no authority`)
    path.push(own.length + at)
  }
}

/** Says what is missing at the end of a chain that leads to no root. */
function whyNoRoot(top: X509Certificate, length: number, authorities: readonly X509Certificate[]): Problem {
  const [name, issuer] = [shortName(top.subject), shortName(top.issuer)]
  if (authorities.length === 0) return problem('authority', `is missing: it has to hold '${issuer}', which has issued '${name}'`)
  if (authorities.some((one) => one.subject === top.issuer))
    return problem('authority', `holds another '${issuer}' than the one that has issued '${name}'`)
  const others = length > 1 ? 'nor behind it' : 'nor in its chain, which may be incomplete'
  return problem('authority', `is not the issuer: '${issuer}', which has issued '${name}', is neither in it ${others}`)
}
