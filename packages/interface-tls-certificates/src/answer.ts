/**
 * The provider's unit databag: authorities and answers in the older form are raw text, collections are JSON. Application databags are not
 * used.
 */
import { type Databag, type Fault, isFault, type Secret, secret } from '@charm-layers/relation'
import { definedOrFault, pythonJson } from '@charm-layers/relation/wire'
import { decodeNames, type Kind } from './protocol.ts'

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

const ANSWER_KEYS: Readonly<Record<Kind, string>> = {
  server: 'processed_requests',
  client: 'processed_client_requests',
  application: 'processed_application_requests',
  intermediate: 'processed_intermediate_requests',
}

/** Gives the key of the answers of a kind to the unit of this name, which has an underscore in place of the slash. */
export const answerKey = (unitName: string, kind: Kind): string => `${unitName}.${ANSWER_KEYS[kind]}`

/** Says whether a key is an answer to some unit, so that an answer which is no longer given can be removed. */
export const isAnswerKey = (key: string): boolean =>
  [...Object.values(ANSWER_KEYS), 'server.cert', 'server.key'].some((name) => key.endsWith(`.${name}`))

const jsonOf = ({ cert, key }: Pair): { readonly cert: string; readonly key: string } => ({ cert, key: key.reveal() })

const encodeNames = (certificates: readonly Certificate[]): string =>
  certificates.length === 0 ? '' : pythonJson(Object.fromEntries(certificates.map((each) => [each.commonName, jsonOf(each)])))

/** Writes what all clients are told. Every key is named: an empty value removes the key from the databag. */
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
    [answerKey(unitName, 'server')]: encodeNames(server),
    [answerKey(unitName, 'client')]: encodeNames(client),
    [answerKey(unitName, 'application')]: application === undefined ? '' : pythonJson({ app_data: jsonOf(application) }),
    [answerKey(unitName, 'intermediate')]: encodeNames(intermediate),
  }
}

const HEADER = '-----BEGIN CERTIFICATE-----'

/** Cuts the text that some providers print before a certificate. */
const pemIn = (text: string): string => text.slice(Math.max(0, text.indexOf(HEADER)))

const authorityOf = (text: string | undefined): string | undefined => (text ? pemIn(text) : undefined)

const pairOf = (cert: unknown, key: unknown): Pair | undefined =>
  typeof cert === 'string' && cert !== '' && typeof key === 'string' && key !== '' ? { cert: pemIn(cert), key: secret(key) } : undefined

/** Reads what one provider unit has written for the client unit of this name, with an underscore in place of the slash. */
export const decodeAnswer = (bag: Databag, unitName: string): AnswerBag | Fault => {
  const named = (kind: Kind): readonly Certificate[] | Fault =>
    decodeNames(
      bag,
      answerKey(unitName, kind),
      (commonName, { cert, key }) => {
        // A certificate without its key is none yet.
        const pair = pairOf(cert, key)
        return pair && { commonName, ...pair }
      },
      () => 'is no JSON object of certificates',
    )
  const [server, client, applications] = [named('server'), named('client'), named('application')]
  const application = isFault(applications) ? applications : applications.find(({ commonName }) => commonName === 'app_data')
  return definedOrFault<AnswerBag>({
    ca: authorityOf(bag.ca),
    chain: authorityOf(bag.chain),
    globalClient: pairOf(bag['client.cert'], bag['client.key']),
    legacy: pairOf(bag[`${unitName}.server.cert`], bag[`${unitName}.server.key`]),
    server,
    client,
    application: application && (isFault(application) ? application : { cert: application.cert, key: application.key }),
    intermediate: named('intermediate'),
  })
}

/** Gives the text of a certificate file as servers want it: the certificate, then the authorities up to the root. */
export const certificateFile = ({ cert }: { readonly cert: string }, chain?: string): string =>
  chain === undefined ? cert : `${cert}\n${chain}`
