/** Providers and clients in Python, as far as their relation shows: what they write, in which hooks, and their oddities. */
import { type Databag, isFault } from '@charm-layers/relation'
import { type Counterpart, writeUnits, writtenBag } from '@charm-layers/relation/testing'
import { isJujuKey, isRecord, parseJson, pythonJson, sortedOnce } from '@charm-layers/relation/wire'
import { answerKey } from '../answer.ts'
import { keyNameOf } from '../protocol.ts'
import { type CertificateRequest, decodeRequests, type RequestBag } from '../request.ts'

/** What a test may choose about a provider that answers. */
export interface ProviderQuirks {
  /**
   * `vault`: its leader issues, the other units copy one hook later. `easyrsa`: every unit issues, with text before each certificate, and
   * neither a chain nor certificates for an application. Both leave requests for intermediate authorities unanswered.
   */
  readonly charm?: 'vault' | 'easyrsa'
  /** The unit that leads: the first. */
  readonly leader?: string
  /** vault is under another authority, and shows a chain. */
  readonly intermediate?: true
  /** vault is sealed, or has no root certificate: it shows nothing. */
  readonly sealed?: true
  /** How often everything was issued anew; the leader shows it one hook before the others. */
  readonly reissued?: number
}

/** What a test may choose about a client that asks. */
export interface ClientQuirks {
  /**
   * `charm-helpers`: all names in one key. `reactive`: the first name in keys of its own. `newer`: signing requests, of the other protocol
   * of this name.
   */
  readonly charm?: 'charm-helpers' | 'reactive' | 'newer'
  /** Names of server certificates; each unit adds its address. */
  readonly commonNames?: readonly string[]
}

const pem = (label: string, content: string): string =>
  `-----BEGIN ${label}-----\n${btoa(encodeURIComponent(content))}\n-----END ${label}-----`

type PairText = { readonly cert: string; readonly key: string }

/** Makes texts in the form of a certificate and its key, different for each content; no program takes them for real ones. */
export const sample = (content: string): PairText => ({
  cert: pem('CERTIFICATE', content.toWellFormed()),
  key: pem('RSA PRIVATE KEY', content.toWellFormed()),
})

/** What clients have asked, by the name under which they look for the answer. */
type Asked = readonly (readonly [unitName: string, request: RequestBag])[]

/** Reads all requests; undefined if one cannot be read, which fails the provider's hook. */
const askedOf = (units: Readonly<Record<string, Databag>>): Asked | undefined => {
  const asked: (readonly [string, RequestBag])[] = []
  for (const [unit, bag] of Object.entries(units)) {
    const request = decodeRequests(bag)
    if (isFault(request)) return undefined
    asked.push([keyNameOf(request.unitName ?? unit), request])
  }
  return asked
}

/** Adds answers to those of a key. Answers that nobody asks for any more stay. */
const added = (bag: Databag, key: string, answers: Readonly<Record<string, PairText>>): Databag => {
  if (Object.keys(answers).length === 0) return {}
  const before = parseJson(bag[key] ?? '')
  const kept = isRecord(before) ? Object.entries(before).flatMap(([name, pair]) => (isPair(pair) ? [[name, pair] as const] : [])) : []
  return { [key]: pythonJson({ ...Object.fromEntries(kept), ...answers }) }
}

const isPair = (value: unknown): value is PairText => isRecord(value) && typeof value.cert === 'string' && typeof value.key === 'string'

/** What a unit that issues certificates has after a hook. */
const issue = (bag: Databag, asked: Asked, { charm = 'vault', intermediate, reissued = 0 }: ProviderQuirks): Databag => {
  // The same names get the same certificate until everything is issued anew.
  const pairOf = ({ commonName, sans }: CertificateRequest): PairText => {
    const { cert, key } = sample([commonName, ...sans, reissued].join(' '))
    return { cert: charm === 'easyrsa' ? `Certificate:\n    Data:\n${cert}` : cert, key }
  }
  const pairs = (requests: readonly CertificateRequest[]): Readonly<Record<string, PairText>> =>
    Object.fromEntries(requests.map((request) => [request.commonName, pairOf(request)]))
  const shared = pairOf({ commonName: 'global-client', sans: [] })
  let now = writtenBag(bag, {
    ca: sample(`root ${reissued}`).cert,
    ...(intermediate && charm === 'vault' ? { chain: sample(`intermediate ${reissued}`).cert } : {}),
    'client.cert': shared.cert,
    'client.key': shared.key,
  })
  for (const [unitName, { legacy, server, client }] of asked) {
    const top = legacy === undefined ? undefined : pairOf(legacy)
    now = writtenBag(now, {
      ...(top === undefined ? {} : { [`${unitName}.server.cert`]: top.cert, [`${unitName}.server.key`]: top.key }),
      // A name that is asked for in both forms is answered in the keys of the older form alone.
      ...added(now, answerKey(unitName, 'server'), pairs(server.filter(({ commonName }) => commonName !== legacy?.commonName))),
      ...added(now, answerKey(unitName, 'client'), pairs(client)),
    })
  }
  const applications = asked.flatMap(([, { application }]) => application)
  // vault takes each unit for an application of its own, since names have no slash: of the several certificates the last stays.
  const last = asked.findLast(([, { application }]) => application.length > 0)?.[1].application[0]
  if (last === undefined || charm === 'easyrsa') return now
  const sans = sortedOnce(applications.flatMap(({ commonName, sans: names }) => [commonName, ...names]))
  const pair = pairOf({ commonName: last.commonName, sans })
  for (const [unitName] of asked) now = writtenBag(now, added(now, answerKey(unitName, 'application'), { app_data: pair }))
  return now
}

/** Plays a provider for a charm that asks. It shows its authority to whoever joins, and answers nothing else while nothing is asked. */
export const counterpartForRequirer =
  (quirks: ProviderQuirks = {}): Counterpart =>
  (relation, local) => {
    const asked = askedOf(local.units)
    if (asked === undefined || asked.length === 0 || quirks.sealed) return relation
    const { leader = Object.keys(relation.remoteUnits)[0] } = quirks
    // The other units know what the leader had written before this hook.
    const copied = Object.fromEntries(Object.entries(relation.remoteUnits[leader ?? ''] ?? {}).filter(([key]) => !isJujuKey(key)))
    const issues = (unit: string): boolean => quirks.charm === 'easyrsa' || unit === leader
    return writeUnits(relation, (bag, unit) => (issues(unit) ? issue(bag, asked, quirks) : copied))
  }

const CERTIFICATE_NAME = '0d4c6f0e-8a55-4b8e-9a37-2f3b1c9d7e10'

/** Plays a client for a charm that provides certificates. It asks in its first hook, and waits for the rest. */
export const counterpartForProvider =
  ({ charm = 'charm-helpers', commonNames }: ClientQuirks = {}): Counterpart =>
  (relation) =>
    writeUnits(relation, (bag, unit) => {
      const [first = '', ...more] = commonNames ?? [`${relation.remoteApp}.example.com`]
      const sans = [bag['ingress-address'] ?? ''].filter((address) => address !== '')
      const requests = (names: readonly string[]): string =>
        names.length === 0 ? '' : pythonJson(Object.fromEntries(names.map((name) => [name, { sans }])))
      if (charm === 'newer') {
        const csr = pem('CERTIFICATE REQUEST', first)
        return { certificate_signing_requests: JSON.stringify([{ certificate_signing_request: csr, ca: false }]) }
      }
      const unit_name = keyNameOf(unit)
      if (charm === 'charm-helpers') return { cert_requests: requests([first, ...more]), unit_name }
      const legacy = { common_name: first, sans: pythonJson(sans), certificate_name: CERTIFICATE_NAME }
      return { ...legacy, cert_requests: requests(more), unit_name }
    })
