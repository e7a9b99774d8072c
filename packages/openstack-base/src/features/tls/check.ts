/**
 * Looks whether a certificate, its key and its authorities are right, before any server gets them. It loads Node's cryptography, so it runs only
 * for what has changed.
 */
import type { KeyObject, X509Certificate } from 'node:crypto'
import { parseHost } from '@charm-layers/relation/wire'
import { pathOf, type Trusted, whyNoChain } from './chain.ts'
import { isForServers, whyNotNow, whyWeakKey, whyWeakSignature } from './fitness.ts'
import type { Block } from './pem.ts'
import { type Problem, problem } from './problem.ts'
import type { CertificateFacts } from './state.ts'
import { type Crypto, isFor, namesOf, partOf, readCertificate, shortName } from './x509.ts'

/** What a server is to show, as it was found. */
export interface Material {
  /** The certificate, and those that stand behind it. */
  readonly certificates: readonly Block[]
  readonly key: Block
  readonly authorities: readonly Block[]
}

/** A material that is right. */
export interface Checked extends Omit<CertificateFacts, 'name'> {
  /** A host name or an address that the certificate is for: the common name where that is one. */
  readonly host: string
  /** The places of the certificates that a server shows, in the list of `certificates` followed by `authorities`. */
  readonly path: readonly number[]
}

function readKey(crypto: Crypto, { text, isEncrypted }: Block): KeyObject | Problem {
  if (isEncrypted) return problem('key', 'has a passphrase, which no server could ask for: openssl pkey -in KEY -out KEY-WITHOUT')
  try {
    return crypto.createPrivateKey(text)
  } catch {
    return problem('key', 'holds no private key that can be read')
  }
}

const belongs = (of: X509Certificate, key: KeyObject): boolean => of.checkPrivateKey(key)

const firstOf = (all: readonly X509Certificate[], why: (of: X509Certificate) => string | undefined): string | undefined =>
  all.map(why).find((found) => found !== undefined)

/** Looks at certificates that have been read. */
function checkRead(own: readonly X509Certificate[], key: KeyObject, of: Trusted): Checked | Problem {
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
  const found = pathOf(own, of)
  if ('why' in found) return found
  const all = [...own, ...of.authorities]
  const shown = found.path.flatMap((at) => all[at] ?? [])
  const chain = found.root ? [...shown, found.root] : shown
  const weakRoot = found.root && !shown.includes(found.root) ? whyWeakKey(found.root) : undefined
  if (weakRoot !== undefined) return problem('authority', weakRoot)
  const unfit = firstOf(shown, whyWeakKey) ?? firstOf(shown, whyWeakSignature) ?? firstOf(chain, (one) => whyNotNow(one, of.now))
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
