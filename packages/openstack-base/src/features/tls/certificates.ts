/** The certificates of a unit: found, looked at, remembered. What is wrong leaves everything as it is. */
import { active, blocked, type Context, type Desired, keep, type Requirer, type Status, waiting } from '@charm-layers/charm'
import type { CertificateRequest, Certificates, TlsRequest } from '@charm-layers/interface-tls-certificates'
import { secret } from '@charm-layers/relation'
import { checkAuthorities, checkMaterial, notFor } from './check.ts'
import { fingerprint } from './fingerprint.ts'
import { isValidAt } from './fitness.ts'
import type { TlsConfig } from './options.ts'
import { type Good, record } from './record.ts'
import { type Found, findSource, isInOptions } from './source.ts'
import type { ServerCertificate, TlsState } from './state.ts'

/** What of the context certificates depend on. A charm may have the endpoint `certificates` without the options. */
export interface TlsContext extends Pick<Context, 'recall' | 'now'> {
  readonly config: TlsConfig
  readonly relations: { readonly certificates: Requirer<TlsRequest, Certificates> }
}

/** Which certificates a unit needs. */
export interface NamesWanted {
  /** What to ask for on the relation `certificates`. The first one is for clients that name no host. */
  readonly requests: readonly CertificateRequest[]
  /** The host names and addresses by which clients call this unit. There has to be a certificate for each of them. */
  readonly hosts: readonly string[]
}

/** What a unit has to offer TLS with, and what to do about it. */
export interface CertificatesFound {
  readonly tls: TlsState
  /** Steps of every hook, whatever else is missing. They ask on the relation, and remember. */
  readonly steps: Desired
  /** Why something is not as it should be, or that a certificate ends soon. None of them keeps a unit from its work. */
  readonly statuses: readonly Status[]
}

const day = 86_400_000

/** How many days before its end a certificate is told of. */
const daysBefore = 30

/** Says for which of the hosts that clients call there is no certificate. */
function hostsWithout({ offers }: Found, { hosts }: NamesWanted, [own]: readonly Good[]): Status | undefined {
  const missing = offers.reduce((left, { certificates: [leaf] }) => (leaf ? notFor(leaf, left) : left), hosts)
  if (own === undefined || missing.length === 0) return undefined
  return offers[0]?.name === undefined
    ? blocked(`option 'ssl_cert' is not for ${missing.join(' ')}, which clients call, but for ${own.names.join(' ')}`)
    : waiting(`'certificates' incomplete: a certificate for ${missing.join(' ')}`)
}

/** Looks at certificates that have not been looked at before. */
function check(found: Found, wanted: NamesWanted, now: number): readonly Good[] | Status {
  const { offers, authorities } = found
  const untrusted = checkAuthorities(authorities)
  if (untrusted) return blocked(`${offers[0]?.words.authority ?? "option 'ssl_ca'"} ${untrusted.why}`)
  const good: Good[] = []
  for (const { name, certificates, key, words } of offers) {
    const checked = checkMaterial({ certificates, key, authorities }, now)
    if ('why' in checked) return blocked(`${words[checked.of]} ${checked.why}`)
    const { host, ...facts } = checked
    const [leaf] = certificates
    if (name !== undefined && leaf && notFor(leaf, [name]).length > 0)
      return blocked(`${words.certificate} is for other names: ${facts.names.join(' ')}`)
    good.push({ name: name ?? host, ...facts })
  }
  return hostsWithout(found, wanted, good) ?? good
}

const textsOf = ({ offers, authorities }: Found): readonly string[] => [
  ...offers.flatMap(({ certificates, key }) => [...certificates, key].map(({ text }) => text)),
  ...authorities.map(({ text }) => text),
]

const pem = (texts: readonly string[]): string => texts.join('')

/** Puts together what servers get. */
function served({ offers, authorities }: Found, good: readonly Good[]): readonly ServerCertificate[] {
  return offers.flatMap(({ certificates, key }, at) => {
    const all = [...certificates, ...authorities]
    const one = good[at]
    if (one === undefined) return []
    const { path, ...facts } = one
    return [{ ...facts, certificate: pem(path.flatMap((place) => all[place]?.text ?? [])), key: secret(key.text) }]
  })
}

function stateOf(found: Found, good: readonly Good[]): TlsState {
  const authorities = pem(found.authorities.map(({ text }) => text))
  const [first, ...others] = served(found, good)
  return first ? { state: 'ready', certificates: [first, ...others], authorities } : { state: 'off', certificates: [], authorities }
}

/** Gives what a unit goes on with that can find out nothing. */
export const keptTls = (recall: Context['recall']): TlsState => ({ state: 'kept', certificates: recall(record).good })

/** Says which certificates end soon. */
const ending = ({ certificates }: TlsState, now: number): readonly Status[] =>
  certificates
    .filter(({ until }) => until.getTime() > now && until.getTime() - now < daysBefore * day)
    .map(({ name, until }) => active(`Unit is ready, the certificate of ${name} ends on ${until.toISOString().slice(0, 10)}`))

/**
 * Gives what a unit has to offer TLS with: the operator's certificate, else those of the relation `certificates`, which it asks for. They are looked
 * at when they have changed; what is wrong, or not there yet, leaves what runs as it is.
 */
export function certificates(context: TlsContext, wanted: NamesWanted): CertificatesFound {
  const { config, relations, recall, now } = context
  const answer = relations.certificates.ask(isInOptions(config) ? {} : { server: wanted.requests })
  // A provider that has lost its last unit, and gets another, takes nothing away.
  const isEmpty = answer.state === 'absent' && relations.certificates.relationId !== undefined
  const found = isEmpty ? waiting(`'certificates' incomplete: no unit answers`) : findSource(config, answer, wanted.requests)
  const known = recall(record)
  const kept = (why: Status): CertificatesFound => {
    const tls = keptTls(recall)
    return { tls, steps: answer.steps, statuses: [why, ...ending(tls, now)] }
  }
  if ('message' in found) return kept(found)
  const of = found.offers.length + found.authorities.length === 0 ? '' : fingerprint([...textsOf(found), ...wanted.hosts])
  const isKnown = known.of === of && known.good.every((one) => isValidAt(one, now))
  const good = isKnown ? known.good : check(found, wanted, now)
  if ('message' in good) return kept(good)
  const tls = stateOf(found, good)
  return { tls, steps: [answer.steps, keep(record, { of, good })], statuses: ending(tls, now) }
}
