/** Looks at the certificates that a server has given to its client, before any service gets them: a wrong one would cut it off from the server. */
import type { X509Certificate } from 'node:crypto'
import { isValidAt, whyWeakKey } from './fitness.ts'
import { type Block, pemBlocks } from './pem.ts'
import { readCertificate } from './x509.ts'

/** What a server gives to its client over a relation, in PEM. */
export interface GivenPair {
  readonly cert: string
  readonly key: { reveal(): string }
}

/** What is wrong with a key of the databag, in words that follow it. */
export interface WrongKey {
  readonly key: 'ssl_ca' | 'ssl_cert' | 'ssl_key'
  readonly why: string
}

/** Certificates that can be used. */
export interface Usable {
  /** The authorities, as PEM has them. */
  readonly ca: string
  readonly client?: { readonly cert: string; readonly key: string }
  /** When the last of the authorities ends: milliseconds since 1970. */
  readonly until: number
}

const isCertificate = ({ label }: Block): boolean => label === 'CERTIFICATE'
const isKey = ({ label }: Block): boolean => label.endsWith('PRIVATE KEY')

const textOf = (blocks: readonly Block[]): string => blocks.map(({ text }) => text).join('')

function parsed(blocks: readonly Block[]): readonly X509Certificate[] | undefined {
  const crypto = process.getBuiltinModule('node:crypto')
  const found = blocks.flatMap(({ text }) => readCertificate(crypto, text) ?? [])
  return found.length === blocks.length ? found : undefined
}

const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10)

/** Says that an authority has ended. */
export const endedOn = (until: number): string => `has expired on ${dayOf(until)}`

function readAuthorities(text: string, now: number): Pick<Usable, 'ca' | 'until'> | WrongKey {
  const wrong = (why: string): WrongKey => ({ key: 'ssl_ca', why })
  const blocks = pemBlocks(text)
  if (blocks.some(isKey)) return wrong('holds a private key, which nobody else should have')
  const certificates = blocks.filter(isCertificate)
  if (certificates.length === 0) return wrong('holds no certificate in PEM')
  const read = parsed(certificates)
  if (read === undefined) return wrong('holds a certificate that cannot be read')
  const weak = read.map(whyWeakKey).find((why) => why !== undefined)
  if (weak !== undefined) return wrong(weak)
  // While authorities overlap, the old one may have ended.
  const until = Math.max(...read.map(({ validTo }) => Date.parse(validTo)))
  const from = Math.min(...read.map(({ validFrom }) => Date.parse(validFrom)))
  if (!isValidAt({ from: new Date(from), until: new Date(until) }, now))
    return wrong(until <= now ? endedOn(until) : `is not valid before ${dayOf(from)}`)
  return { ca: textOf(certificates), until }
}

function readPair({ cert, key }: GivenPair): Required<Usable>['client'] | WrongKey {
  const certificates = pemBlocks(cert).filter(isCertificate)
  const [leaf] = parsed(certificates) ?? []
  if (leaf === undefined) return { key: 'ssl_cert', why: 'holds no certificate in PEM that can be read' }
  const wrong = (why: string): WrongKey => ({ key: 'ssl_key', why })
  const found = pemBlocks(key.reveal()).find(isKey)
  if (found === undefined) return wrong('holds no private key in PEM')
  if (found.isEncrypted) return wrong('has a passphrase, which no service could ask for')
  try {
    const read = process.getBuiltinModule('node:crypto').createPrivateKey(found.text)
    if (!leaf.checkPrivateKey(read)) return wrong('does not belong to ssl_cert')
  } catch {
    return wrong('holds a private key that cannot be read')
  }
  return { cert: textOf(certificates), key: found.text }
}

/** Reads what a server has given, or says what is wrong with it. It loads Node's cryptography, so it runs only for what has changed. */
export function readGiven(ca: string, client: GivenPair | undefined, now: number): Usable | WrongKey {
  const authorities = readAuthorities(ca, now)
  if ('why' in authorities || client === undefined) return authorities
  const pair = readPair(client)
  return 'why' in pair ? pair : { ...authorities, client: pair }
}

/** Gives the same for what was found usable before, without reading the certificates. */
export function readAgain(ca: string, client: GivenPair | undefined, until: number): Usable {
  const certificates = (text: string): string => textOf(pemBlocks(text).filter(isCertificate))
  const pair = client && { cert: certificates(client.cert), key: textOf(pemBlocks(client.key.reveal()).filter(isKey).slice(0, 1)) }
  return { ca: certificates(ca), until, ...(pair === undefined ? {} : { client: pair }) }
}
