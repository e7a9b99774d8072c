/**
 * Looks whether a certificate, its key and its authorities are right, before any server gets them. It loads Node's cryptography, so it runs only
 * for what has changed.
 */
import type { KeyObject, X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { parseHost } from '@charm-layers/relation/wire'
import type { Block } from './pem.ts'
import type { CertificateFacts } from './state.ts'

/** What a server is to show, as it was found. */
export interface Material {
  /** The certificate, and those that stand behind it. */
  readonly certificates: readonly Block[]
  readonly key: Block
  readonly authorities: readonly Block[]
}

/** What is wrong, and with which part: `ssl_cert`, `ssl_key` or `ssl_ca`, or their like of a relation. */
export interface Problem {
  readonly of: 'certificate' | 'key' | 'authority'
  /** In words that follow the name of the part. */
  readonly why: string
}

/** A material that is right. */
export interface Checked extends Omit<CertificateFacts, 'name'> {
  /** A host name or an address that the certificate is for: the common name where that is one. */
  readonly host: string
  /** The places of the certificates that a server shows, in the list of `certificates` followed by `authorities`. */
  readonly path: readonly number[]
}

const problem = (of: Problem['of'], why: string): Problem => ({ of, why })

const dayOf = (time: Date): string => time.toISOString().slice(0, 10)

/** Gives a part of a name as OpenSSL prints it, one part on each line. */
const partOf = (name: string, part: string): string | undefined =>
  name
    .split('\n')
    .findLast((line) => line.startsWith(`${part}=`))
    ?.slice(part.length + 1)

/** Names somebody in a status: others have written the name, so it is cut. */
const shortName = (name: string): string => {
  const found = partOf(name, 'CN') ?? partOf(name, 'OU') ?? partOf(name, 'O') ?? name.replaceAll('\n', ', ')
  return found.length > 64 ? `${found.slice(0, 63)}…` : found
}

/** Gives the host names and addresses that a certificate is for. */
function namesOf(of: X509Certificate): readonly string[] {
  const listed = (of.subjectAltName ?? '').split(', ').flatMap((one) => /^(?:DNS|IP Address):(.+)$/.exec(one)?.[1] ?? [])
  return listed.length > 0 ? listed : [partOf(of.subject, 'CN') ?? ''].filter((one) => one !== '')
}

const isFor = (of: X509Certificate, host: string): boolean => (isIP(host) === 0 ? of.checkHost(host) : of.checkIP(host)) !== undefined

const isIssuedBy = (of: X509Certificate, by: X509Certificate): boolean => of.checkIssued(by) && of.verify(by.publicKey)

const isSelfSigned = (of: X509Certificate): boolean => isIssuedBy(of, of)

/** Reads a certificate; undefined for one that cannot be read. */
function readCertificate(crypto: typeof import('node:crypto'), text: string): X509Certificate | undefined {
  try {
    const found = new crypto.X509Certificate(text)
    // Some parts are read only when somebody asks for them.
    const isWhole = found.publicKey.asymmetricKeyType !== undefined && Date.parse(found.validFrom) < Date.parse(found.validTo)
    return isWhole ? found : undefined
  } catch {
    return undefined
  }
}

function readKey(crypto: typeof import('node:crypto'), { text, isEncrypted }: Block): KeyObject | Problem {
  if (isEncrypted) return problem('key', 'has a passphrase, which no server could ask for: openssl pkey -in KEY -out KEY-WITHOUT')
  try {
    return crypto.createPrivateKey(text)
  } catch {
    return problem('key', 'holds no private key that can be read')
  }
}

const belongs = (of: X509Certificate, key: KeyObject): boolean => of.checkPrivateKey(key)

/** By how many milliseconds the clocks of an authority and of this machine may differ: a new certificate would be one of tomorrow. */
const skew = 60_000

/** Tells whether something is valid at a time. */
export const isValidAt = ({ from, until }: Pick<CertificateFacts, 'from' | 'until'>, now: number): boolean =>
  from.getTime() <= now + skew && now < until.getTime()

/** Says what is wrong with the times of a certificate. */
function whyNotNow(of: X509Certificate, now: number): string | undefined {
  const [from, until] = [new Date(of.validFrom), new Date(of.validTo)]
  if (isValidAt({ from, until }, now)) return undefined
  const name = shortName(of.subject)
  return until.getTime() <= now ? `has expired: '${name}' ended on ${dayOf(until)}` : `is not valid yet: '${name}' begins on ${dayOf(from)}`
}

/** The purpose of a certificate by which clients take it for that of a server, and the one for all purposes. */
const forServers: readonly string[] = ['1.3.6.1.5.5.7.3.1', '2.5.29.37.0']

/** The curves that clients take, by OpenSSL's names. */
const curves: readonly string[] = ['prime256v1', 'secp384r1', 'secp521r1']

/** Says why no client, and no server of this day, takes a certificate. A server that gets it all the same does not start. */
function whyWeak(of: X509Certificate): string | undefined {
  const { asymmetricKeyType: type = '', asymmetricKeyDetails: { modulusLength: bits = 2048, namedCurve: curve = 'prime256v1' } = {} } =
    of.publicKey
  const name = shortName(of.subject)
  if (!/^(?:rsa|ec|ed)/.test(type)) return `has a key of type ${type}, which no client takes: '${name}'`
  if (bits < 2048) return `has a key of ${bits} bits, which no client takes: '${name}'`
  if (!curves.includes(curve)) return `has a key of the curve ${curve}, which no client takes: '${name}'`
  // Node tells since version 24.9, of which each charm brings a newer one.
  const signed = of.signatureAlgorithm ?? ''
  return /sha1|md[245]/i.test(signed) ? `is signed by ${signed}, which no client takes: '${name}'` : undefined
}

const isForServers = ({ keyUsage: purposes = [] }: X509Certificate): boolean =>
  purposes.length === 0 || purposes.some((one) => forServers.includes(one))

const firstOf = (all: readonly X509Certificate[], why: (of: X509Certificate) => string | undefined): string | undefined =>
  all.map(why).find((found) => found !== undefined)

/** Says why the certificates behind the first one are no chain. */
function whyNoChain(certificates: readonly X509Certificate[]): Problem | undefined {
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
function isIssuedByPublic(of: X509Certificate, crypto: typeof import('node:crypto')): boolean {
  const { rootCertificates } = process.getBuiltinModule('node:tls')
  return rootCertificates.some((text) => {
    const root = readCertificate(crypto, text)
    return root !== undefined && (isIssuedBy(of, root) || root.fingerprint256 === of.fingerprint256)
  })
}

/** Follows a chain to a root that is to be trusted. Gives the places of what a server shows. */
function pathOf(
  own: readonly X509Certificate[],
  authorities: readonly X509Certificate[],
  crypto: typeof import('node:crypto'),
): { readonly path: readonly number[]; readonly root?: X509Certificate } | Problem {
  const all = [...own, ...authorities]
  const path = own.map((_, at) => at)
  for (;;) {
    const top = all[path.at(-1) ?? 0]
    if (top === undefined) return { path }
    if (isSelfSigned(top)) {
      const isTrusted = authorities.some((one) => one.fingerprint256 === top.fingerprint256)
      const shown = path.length > 1 ? path.slice(0, -1) : path
      if (isTrusted) return { path: shown, root: top }
      return isIssuedByPublic(top, crypto) ? { path: shown } : whyNoRoot(top, own.length, authorities)
    }
    const at = authorities.findIndex((one) => isIssuedBy(top, one))
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

/** Looks at certificates that have been read. */
function checkRead(
  own: readonly X509Certificate[],
  key: KeyObject,
  of: { readonly authorities: readonly X509Certificate[]; readonly now: number; readonly crypto: typeof import('node:crypto') },
): Checked | Problem {
  const [leaf] = own
  if (leaf === undefined) return problem('certificate', 'holds no certificate in PEM')
  if (!belongs(leaf, key)) {
    const isBehind = own.some((one) => belongs(one, key))
    return isBehind
      ? problem('certificate', 'has its chain out of order: the certificate of the key has to be the first one')
      : problem('key', 'does not belong to the certificate')
  }
  if (!isForServers(leaf)) return problem('certificate', 'is not for servers')
  const wrong = whyNoChain(own)
  if (wrong) return wrong
  const found = pathOf(own, of.authorities, of.crypto)
  if ('why' in found) return found
  const all = [...own, ...of.authorities]
  const shown = found.path.flatMap((at) => all[at] ?? [])
  const chain = found.root ? [...shown, found.root] : shown
  const unfit = firstOf(shown, whyWeak) ?? firstOf(chain, (one) => whyNotNow(one, of.now))
  if (unfit !== undefined) return problem('certificate', unfit)
  if (shown.slice(1).some((one) => !one.ca)) return problem('certificate', 'has a chain with a certificate of no authority')
  const names = namesOf(leaf)
  return {
    host: [partOf(leaf.subject, 'CN') ?? '', ...names].find((one) => parseHost(one) !== undefined) ?? names[0] ?? shortName(leaf.subject),
    names,
    from: new Date(Math.max(...chain.map((one) => Date.parse(one.validFrom)))),
    until: new Date(Math.min(...chain.map((one) => Date.parse(one.validTo)))),
    isPublic: found.root === undefined,
    path: found.path,
  }
}

const isProblem = (of: KeyObject | Problem): of is Problem => 'why' in of

/** Looks at all of a material. It throws for nothing that anybody could give it. */
export function checkMaterial({ certificates, key, authorities }: Material, now: number): Checked | Problem {
  const crypto = process.getBuiltinModule('node:crypto')
  const read = (blocks: readonly Block[]): readonly X509Certificate[] | undefined => {
    const all = blocks.flatMap(({ text }) => readCertificate(crypto, text) ?? [])
    return all.length === blocks.length ? all : undefined
  }
  const own = read(certificates)
  if (own === undefined) return problem('certificate', 'holds a certificate that cannot be read')
  const trusted = read(authorities)
  if (trusted === undefined) return problem('authority', 'holds a certificate that cannot be read')
  const privateKey = readKey(crypto, key)
  if (isProblem(privateKey)) return privateKey
  try {
    return checkRead(own, privateKey, { authorities: trusted, now, crypto })
  } catch {
    return problem('certificate', 'cannot be read')
  }
}

/** Says what is wrong with authorities that are to be trusted. */
export function checkAuthorities(authorities: readonly Block[]): Problem | undefined {
  const crypto = process.getBuiltinModule('node:crypto')
  const isWhole = authorities.every(({ text }) => readCertificate(crypto, text) !== undefined)
  return isWhole ? undefined : problem('authority', 'holds a certificate that cannot be read')
}

/** Gives those of the hosts that a certificate is not for. */
export function notFor(certificate: Block, hosts: readonly string[]): readonly string[] {
  const found = readCertificate(process.getBuiltinModule('node:crypto'), certificate.text)
  return hosts.filter((host) => found === undefined || !isFor(found, host))
}
