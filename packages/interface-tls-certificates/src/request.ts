/**
 * The client's unit databag: the certificates that it asks for, by kind and common name. Collections are JSON. Application databags are not
 * used.
 */
import { type Databag, type Fault, invalid, isFault } from '@charm-layers/relation'
import {
  byKey,
  defined,
  definedOrFault,
  isList,
  parsedOf,
  parseHost,
  parseJson,
  parseName,
  pythonJson,
  sortedOnce,
  textsIn,
} from '@charm-layers/relation/wire'
import { COMMON_NAME, decodeNames, type Kind, parseCommonName } from './protocol.ts'

/** A certificate that is asked for. */
export interface CertificateRequest {
  readonly commonName: string
  /** Addresses and DNS names in one list; their order does not matter. */
  readonly sans: readonly string[]
}

/** Certificates that one unit asks for, by kind; sorted by common name, each name once. */
export interface Requests {
  readonly server: readonly CertificateRequest[]
  readonly client: readonly CertificateRequest[]
  /** One certificate for all units of the application. */
  readonly application: readonly CertificateRequest[]
  readonly intermediate: readonly CertificateRequest[]
}

/** A server certificate that is asked for in keys of its own, as reactive charms do with their first. */
export interface LegacyRequest extends CertificateRequest {
  readonly certificateName?: string
}

/** What one client unit has written. */
export interface RequestBag extends Requests {
  /** With an underscore in place of the slash. */
  readonly unitName?: string
  readonly legacy?: LegacyRequest
}

/** The key of each kind's requests. */
export const REQUEST_KEYS: Readonly<Record<Kind, string>> = {
  server: 'cert_requests',
  client: 'client_cert_requests',
  application: 'application_cert_requests',
  intermediate: 'intermediate_cert_requests',
}

const isSortedOnce = (items: readonly string[]): boolean => items.every((item, index) => index === 0 || (items[index - 1] ?? '') < item)

/** Sorts requests by common name; a name that is asked for twice is one request with the alternative names of both. */
export const normalised = (requests: readonly CertificateRequest[]): readonly CertificateRequest[] => {
  const isNormal = isSortedOnce(requests.map(({ commonName }) => commonName)) && requests.every(({ sans }) => isSortedOnce(sans))
  if (isNormal) return requests
  const sans = new Map<string, string[]>()
  for (const request of requests) {
    const list = sans.get(request.commonName) ?? []
    for (const name of request.sans) list.push(name)
    sans.set(request.commonName, list)
  }
  return [...sans].sort(byKey).map(([commonName, names]) => ({ commonName, sans: sortedOnce(names) }))
}

const encodeKind = (requests: readonly CertificateRequest[]): string =>
  requests.length === 0 ? '' : pythonJson(Object.fromEntries(normalised(requests).map(({ commonName, sans }) => [commonName, { sans }])))

/** Writes requests. Every key is named: an empty value removes the key from the databag. */
export const encodeRequests = (bag: RequestBag): Databag => ({
  cert_requests: encodeKind(bag.server),
  client_cert_requests: encodeKind(bag.client),
  application_cert_requests: encodeKind(bag.application),
  intermediate_cert_requests: encodeKind(bag.intermediate),
  unit_name: bag.unitName ?? '',
  common_name: bag.legacy?.commonName ?? '',
  sans: bag.legacy === undefined ? '' : pythonJson(sortedOnce(bag.legacy.sans)),
  certificate_name: bag.legacy?.certificateName ?? '',
})

/** Reads alternative names; charms leave them out, or write null, for none. */
const sansOf = (value: unknown): readonly string[] => sortedOnce(textsIn(value).filter((name) => name !== ''))

/** Says whether a certificate can have a text for an alternative name: a host, or a host with a star in place of its first label. */
export const isAlternativeName = (text: string): boolean => parseHost(text.startsWith('*.') ? text.slice(2) : text) !== undefined

const SANS = 'holds an alternative name that is neither a host name, a wildcard such as *.example.com, nor an IP address'

const decodeKind = (bag: Databag, kind: Kind): readonly CertificateRequest[] | Fault => {
  const requests = decodeNames(
    bag,
    REQUEST_KEYS[kind],
    (commonName, { sans }) => (commonName === '' ? undefined : { commonName, sans: sansOf(sans) }),
    (value) =>
      isList(value)
        ? 'is a list of requests, as in an early version of the protocol with signing requests'
        : 'is no JSON object of common names',
  )
  if (isFault(requests)) return requests
  return requests.every(({ sans }) => sans.every(isAlternativeName)) ? requests : invalid(REQUEST_KEYS[kind], SANS)
}

const decodeLegacy = (bag: Databag): LegacyRequest | undefined | Fault => {
  const commonName = parsedOf(bag, 'common_name', parseCommonName, COMMON_NAME)
  if (commonName === undefined || isFault(commonName)) return commonName
  const sans = parseJson(bag.sans || 'null')
  if (!isList(sans) && sans !== null) return invalid('sans', 'is no JSON list')
  const names = sansOf(sans)
  if (!names.every(isAlternativeName)) return invalid('sans', SANS)
  return defined<LegacyRequest>({ commonName, sans: names, certificateName: parseName(bag.certificate_name ?? '') })
}

/** The name of a unit, which becomes part of keys: with a slash or an underscore before its number. */
const unitNameOf = (text: string): string | undefined => (text.length < 256 && /^[a-z\d][a-z\d-]*[_/]\d+$/i.test(text) ? text : undefined)

/** Reads what one client unit has asked for. */
export const decodeRequests = (bag: Databag): RequestBag | Fault =>
  definedOrFault<RequestBag>({
    server: decodeKind(bag, 'server'),
    client: decodeKind(bag, 'client'),
    application: decodeKind(bag, 'application'),
    intermediate: decodeKind(bag, 'intermediate'),
    unitName: parsedOf(bag, 'unit_name', unitNameOf, 'is no name of a unit'),
    legacy: decodeLegacy(bag),
  })
