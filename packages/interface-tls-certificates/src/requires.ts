/** The client's side of tls-certificates: asks for certificates, and reads them with the authority that issued them. */
import type { Databags, Fault, RelationView, RequiresSide, State } from '@charm-layers/relation'
import { absent, awaiting, invalid, isFault, ready, requiresSide } from '@charm-layers/relation'
import { defined } from '@charm-layers/relation/wire'
import { type AnswerBag, answerKey, type Certificate, decodeAnswer, type Pair } from './answer.ts'
import { COMMON_NAME, KINDS, keyNameOf, otherProtocol, parseCommonName } from './protocol.ts'
import { type CertificateRequest, encodeRequests, isAlternativeName, normalised, REQUEST_KEYS, type Requests } from './request.ts'

/** Certificates that a client asks for; without any it gets the authority. */
export interface TlsRequest {
  readonly server?: readonly CertificateRequest[]
  readonly client?: readonly CertificateRequest[]
  /** One certificate for all units of the application: every unit asks for its names, and gets the same one. */
  readonly application?: readonly CertificateRequest[]
  /** Certificates to sign others with. vault silently refuses them. */
  readonly intermediate?: readonly CertificateRequest[]
}

/** Everything that was asked for, from one provider unit. */
export interface Certificates {
  /** PEM of the root. */
  readonly ca: string
  /** PEM of the authorities between the root and the certificates. */
  readonly chain?: string
  /** One for each that was asked for, sorted by common name; so are the other lists. */
  readonly server: readonly Certificate[]
  readonly client: readonly Certificate[]
  readonly application?: Pair
  readonly intermediate: readonly Certificate[]
  /** A client certificate that all clients of the provider share. */
  readonly globalClient?: Pair
}

const requestsOf = ({ server = [], client = [], application = [], intermediate = [] }: TlsRequest): Requests => ({
  server: normalised(server),
  client: normalised(client),
  application: normalised(application),
  intermediate: normalised(intermediate),
})

const requestFault = (requests: Requests): Fault | undefined => {
  for (const kind of KINDS) {
    for (const { commonName, sans } of requests[kind]) {
      if (parseCommonName(commonName) === undefined) return invalid(REQUEST_KEYS[kind], COMMON_NAME)
      if (!sans.every(isAlternativeName))
        return invalid(REQUEST_KEYS[kind], 'holds an alternative name that is neither a host nor a wildcard')
    }
  }
  return undefined
}

/** Finds the name that an answer in the older form belongs to: the one asked for in that form, else the only one without an answer. */
const withLegacy = (answer: AnswerBag, requests: Requests, view: RelationView): AnswerBag => {
  const { legacy, server } = answer
  if (legacy === undefined) return answer
  const answered = new Set(server.map(({ commonName }) => commonName))
  const open = requests.server.filter(({ commonName }) => !answered.has(commonName))
  const asked = view.localUnitData.common_name
  const name = asked ? open.find(({ commonName }) => commonName === asked) : open.length === 1 ? open[0] : undefined
  return name === undefined ? answer : { ...answer, server: [...server, { commonName: name.commonName, ...legacy }] }
}

interface Found {
  readonly missing: readonly string[]
  /** How many answers are missing; a key that is missing may stand for several. */
  readonly lacks: number
  /** Set when nothing is missing. */
  readonly certificates?: Certificates
}

/** Compares what one unit has answered with what was asked for, name by name. */
const find = (answer: AnswerBag, requests: Requests, unitName: string): Found => {
  const missing = answer.ca === undefined ? ['ca'] : []
  let lacks = missing.length
  const pick = (kind: 'server' | 'client' | 'intermediate'): readonly Certificate[] => {
    const byName = new Map(answer[kind].map((certificate) => [certificate.commonName, certificate]))
    const found = requests[kind].flatMap(({ commonName }) => byName.get(commonName) ?? [])
    const key = answerKey(unitName, kind)
    if (found.length === 0 && requests[kind].length > 0) missing.push(key)
    else for (const { commonName } of requests[kind]) if (!byName.has(commonName)) missing.push(`${key}: ${commonName}`)
    lacks += requests[kind].length - found.length
    return found
  }
  const [server, client, intermediate] = [pick('server'), pick('client'), pick('intermediate')]
  const { ca, chain, globalClient } = answer
  const application = requests.application.length > 0 ? answer.application : undefined
  if (requests.application.length > 0 && application === undefined) {
    missing.push(answerKey(unitName, 'application'))
    lacks += 1
  }
  if (ca === undefined || lacks > 0) return { missing, lacks }
  return { missing, lacks, certificates: defined<Certificates>({ ca, chain, server, client, application, intermediate, globalClient }) }
}

const read = (view: RelationView, request: TlsRequest): State<Certificates> => {
  const requests = requestsOf(request)
  const advice = 'relate a provider of the older one, such as vault or easyrsa'
  const wrong = requestFault(requests) ?? otherProtocol(view, 'certificates', advice)
  if (wrong !== undefined) return wrong
  if (view.remoteUnits.size === 0) return absent
  const unitName = keyNameOf(view.localUnit)
  let fault: Fault | undefined
  let closest: Found | undefined
  // All data comes from one provider unit: during a reissue, units show certificates and authorities of different times.
  for (const bag of view.remoteUnits.values()) {
    const answer = decodeAnswer(bag, unitName)
    if (isFault(answer)) {
      fault ??= answer
      continue
    }
    const found = find(withLegacy(answer, requests, view), requests, unitName)
    if (found.certificates !== undefined) return ready(found.certificates)
    if (closest === undefined || found.lacks < closest.lacks) closest = found
  }
  return fault ?? awaiting(...(closest?.missing ?? []))
}

const write = (request: TlsRequest, view: RelationView): Databags => {
  const requests = requestsOf(request)
  const sendable = requestFault(requests) === undefined ? requests : requestsOf({})
  return { unit: encodeRequests({ ...sendable, unitName: keyNameOf(view.localUnit) }) }
}

/** The requires side of the tls-certificates interface. */
export const requires: RequiresSide<TlsRequest, Certificates> = requiresSide('tls-certificates', read, write)
