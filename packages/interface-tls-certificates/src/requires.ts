/** The client's side of tls-certificates: asks for certificates, and reads them with the authority that they are of. */
import type { Databag, RelationView, RequiresSide, State } from '@charm-layers/relation'
import { type Fault, invalid, isFault } from './text.ts'
import { completeView } from '@charm-layers/relation'
import { ANSWER_KEYS, type AnswerBag, type Certificate, decodeAnswer, type Pair } from './wire.ts'
import { type CertificateRequest, encodeRequests, KINDS, keyNameOf, normalised, REQUEST_KEYS, type Requests } from './wire-request.ts'

/** Certificates that a client asks for; without any it gets the authority. */
export interface TlsRequest {
  readonly server?: readonly CertificateRequest[]
  readonly client?: readonly CertificateRequest[]
  /** One certificate for all units of the application: every unit asks for its names, and gets the same one. */
  readonly application?: readonly CertificateRequest[]
  /** Certificates to sign others with. vault refuses them without a word. */
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
      if (commonName === '') return invalid(REQUEST_KEYS[kind], 'a common name is empty')
      if (sans.includes('')) return invalid(REQUEST_KEYS[kind], 'an alternative name is empty')
    }
  }
  return undefined
}

/** The newer protocol of the same name answers in this key, which the older one does not have. */
const otherProtocol = (view: RelationView): Fault | undefined =>
  [view.remoteAppData, ...view.remoteUnits.values()].some((bag) => bag.certificates)
    ? invalid(
        'certificates',
        'belongs to the newer protocol of the same name, with signing requests: relate a provider of the older one, such as vault or easyrsa',
      )
    : undefined

/** Takes the answer in the older form for the one name that it can be of: the one asked for in that form, else the only one without an answer. */
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
  readonly certificates: Omit<Certificates, 'ca'>
}

/** Compares what one unit has answered with what was asked for, name by name. */
const find = (answer: AnswerBag, requests: Requests, unitName: string): Found => {
  const missing = answer.ca === undefined ? ['ca'] : []
  let lacks = missing.length
  const pick = (kind: 'server' | 'client' | 'intermediate'): readonly Certificate[] => {
    const byName = new Map(answer[kind].map((certificate) => [certificate.commonName, certificate]))
    const key = `${unitName}.${ANSWER_KEYS[kind]}`
    const found: Certificate[] = []
    const lacking: string[] = []
    for (const { commonName } of requests[kind]) {
      const certificate = byName.get(commonName)
      if (certificate === undefined) lacking.push(`${key}: ${commonName}`)
      else found.push(certificate)
    }
    lacks += lacking.length
    for (const each of found.length === 0 && lacking.length > 0 ? [key] : lacking) missing.push(each)
    return found
  }
  const [server, client, intermediate] = [pick('server'), pick('client'), pick('intermediate')]
  const { chain, application, globalClient } = answer
  const wantsApplication = requests.application.length > 0
  if (wantsApplication && application === undefined) {
    missing.push(`${unitName}.${ANSWER_KEYS.application}`)
    lacks += 1
  }
  return {
    missing,
    lacks,
    certificates: {
      ...(chain === undefined ? {} : { chain }),
      server,
      client,
      ...(wantsApplication && application !== undefined ? { application } : {}),
      intermediate,
      ...(globalClient === undefined ? {} : { globalClient }),
    },
  }
}

const read = (view: RelationView, request: TlsRequest): State<Certificates> => {
  const requests = requestsOf(request)
  const wrong = requestFault(requests) ?? otherProtocol(view)
  if (wrong !== undefined) return wrong
  if (view.remoteUnits.size === 0) return { state: 'absent' }
  const unitName = keyNameOf(view.localUnit)
  let fault: Fault | undefined
  let closest: Found | undefined
  // All from one unit: during a reissue, units show certificates and authorities of different times.
  for (const bag of view.remoteUnits.values()) {
    const answer = decodeAnswer(bag, unitName)
    if (isFault(answer)) {
      fault ??= answer
      continue
    }
    const found = find(withLegacy(answer, requests, view), requests, unitName)
    if (answer.ca !== undefined && found.lacks === 0) return { state: 'ready', data: { ca: answer.ca, ...found.certificates } }
    if (closest === undefined || found.lacks < closest.lacks) closest = found
  }
  return fault ?? { state: 'waiting', missing: closest?.missing ?? [] }
}

const write = (request: TlsRequest, view: RelationView): { readonly unit: Databag } => {
  const requests = requestsOf(request)
  const sendable = requestFault(requests) === undefined ? requests : requestsOf({})
  return { unit: encodeRequests({ ...sendable, unitName: keyNameOf(view.localUnit) }) }
}

/** The requires side of the tls-certificates interface. */
export const requires: RequiresSide<TlsRequest, Certificates> = {
  interface: 'tls-certificates',
  side: 'requires',
  read: (view, request) => read(completeView(view), request),
  write,
}
