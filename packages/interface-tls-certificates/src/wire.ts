/**
 * The tls-certificates wire: one codec for each databag, the client's in `wire-request.ts`. Reading is tolerant and never throws;
 * writing is strict and in one order. Authorities and the older answers are raw text, collections are JSON; all in unit databags.
 */
import type { Databag, Secret } from '@charm-layers/relation'
import { byText, defined, type Fault, invalid, isFault, isRecord, parseJson, pythonJson, secret, textOf } from './text.ts'
import type { Kind } from './wire-request.ts'

/** A certificate (PEM) and its private key. */
export interface Pair {
  readonly cert: string
  readonly key: Secret
}

/** A certificate of one name. */
export interface Certificate extends Pair {
  readonly commonName: string
}

/** Certificates of one client unit; sorted by common name. */
export interface UnitCertificates {
  readonly server: readonly Certificate[]
  readonly client: readonly Certificate[]
  readonly application?: Pair
  readonly intermediate: readonly Certificate[]
}

/** What is written for one client unit. */
export interface CertificatesBag extends UnitCertificates {
  /** The answer to a request in the older form, whose common name only the request tells. */
  readonly legacy?: Pair
}

/** What one provider unit tells all clients. */
export interface Authority {
  /** PEM of the root. */
  readonly ca?: string
  /** PEM of the authorities between the root and the certificates. */
  readonly chain?: string
  /** One client certificate that all clients share. */
  readonly globalClient?: Pair
}

/** What one provider unit has written for one client unit. */
export interface AnswerBag extends Authority, CertificatesBag {}

/** The key of each kind's answers, after the name of the unit and a dot. */
export const ANSWER_KEYS: Readonly<Record<Kind, string>> = {
  server: 'processed_requests',
  client: 'processed_client_requests',
  application: 'processed_application_requests',
  intermediate: 'processed_intermediate_requests',
}

/** Says whether a key is an answer to some unit, so that one which is not given any more can be taken away. */
export const isAnswerKey = (key: string): boolean =>
  [...Object.values(ANSWER_KEYS), 'server.cert', 'server.key'].some((name) => key.endsWith(`.${name}`))

const jsonOf = (pair: Pair): { readonly cert: string; readonly key: string } => ({ cert: pair.cert, key: pair.key.reveal() })

const encodeNames = (certificates: readonly Certificate[]): string =>
  certificates.length === 0
    ? ''
    : pythonJson(Object.fromEntries(certificates.map((certificate) => [certificate.commonName, jsonOf(certificate)])))

/** Writes what all clients are told; every key is named, the empty ones so that they go away. */
export const encodeAuthority = ({ ca, chain, globalClient }: Authority): Databag => ({
  ca: ca ?? '',
  chain: chain ?? '',
  'client.cert': globalClient?.cert ?? '',
  'client.key': globalClient?.key.reveal() ?? '',
})

/** Writes the certificates of one client unit, whose name has an underscore in place of the slash. */
export const encodeCertificates = (unitName: string, certificates: CertificatesBag): Databag => {
  const { legacy, server, client, application, intermediate } = certificates
  return {
    [`${unitName}.server.cert`]: legacy?.cert ?? '',
    [`${unitName}.server.key`]: legacy?.key.reveal() ?? '',
    [`${unitName}.${ANSWER_KEYS.server}`]: encodeNames(server),
    [`${unitName}.${ANSWER_KEYS.client}`]: encodeNames(client),
    [`${unitName}.${ANSWER_KEYS.application}`]: application === undefined ? '' : pythonJson({ app_data: jsonOf(application) }),
    [`${unitName}.${ANSWER_KEYS.intermediate}`]: encodeNames(intermediate),
  }
}

const HEADER = '-----BEGIN CERTIFICATE-----'

/** Cuts the text that some providers print before a certificate. */
const pemOf = (text: string): string => text.slice(Math.max(0, text.indexOf(HEADER)))

const pairOf = (cert: unknown, key: unknown): Pair | undefined =>
  typeof cert === 'string' && cert !== '' && typeof key === 'string' && key !== '' ? { cert: pemOf(cert), key: secret(key) } : undefined

/** Reads answers by name. A certificate without its key is none yet. */
const decodeNames = (bag: Databag, key: string): readonly Certificate[] | Fault => {
  const text = textOf(bag, key)
  if (text === undefined) return []
  const value = parseJson(text)
  if (value === null) return []
  if (!isRecord(value)) return invalid(key, 'is no JSON object of certificates')
  const certificates: Certificate[] = []
  for (const [commonName, entry] of Object.entries(value)) {
    const pair = isRecord(entry) ? pairOf(entry.cert, entry.key) : undefined
    if (pair !== undefined) certificates.push({ commonName, ...pair })
  }
  return certificates.sort((a, b) => byText(a.commonName, b.commonName))
}

/** Reads what one provider unit has written for the client unit of this name, with an underscore in place of the slash. */
export const decodeAnswer = (bag: Databag, unitName: string): AnswerBag | Fault => {
  const server = decodeNames(bag, `${unitName}.${ANSWER_KEYS.server}`)
  if (isFault(server)) return server
  const client = decodeNames(bag, `${unitName}.${ANSWER_KEYS.client}`)
  if (isFault(client)) return client
  const applications = decodeNames(bag, `${unitName}.${ANSWER_KEYS.application}`)
  if (isFault(applications)) return applications
  const intermediate = decodeNames(bag, `${unitName}.${ANSWER_KEYS.intermediate}`)
  if (isFault(intermediate)) return intermediate
  const application = applications.find(({ commonName }) => commonName === 'app_data')
  const [ca, chain] = [textOf(bag, 'ca'), textOf(bag, 'chain')]
  return defined<AnswerBag>({
    ca: ca === undefined ? undefined : pemOf(ca),
    chain: chain === undefined ? undefined : pemOf(chain),
    globalClient: pairOf(bag['client.cert'], bag['client.key']),
    legacy: pairOf(bag[`${unitName}.server.cert`], bag[`${unitName}.server.key`]),
    server,
    client,
    application: application === undefined ? undefined : { cert: application.cert, key: application.key },
    intermediate,
  })
}

/** Gives the text of a certificate file as servers want it: the certificate, then the authorities up to the root. */
export const certificateFile = ({ cert }: { readonly cert: string }, chain?: string): string =>
  chain === undefined ? cert : `${cert}\n${chain}`
