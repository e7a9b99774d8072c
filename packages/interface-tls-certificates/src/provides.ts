/** The provider's side of tls-certificates: reads which certificates each client unit asks for, and writes them. */
import type { Databag, Databags, ProvidesSide, RelationView, State } from '@charm-layers/relation'
import { absent, awaiting, isFault, providesSide, ready } from '@charm-layers/relation'
import { byText, clearKeys } from '@charm-layers/relation/wire'
import { type CertificatesBag, encodeAuthority, encodeCertificates, isAnswerKey, type Pair, type UnitCertificates } from './answer.ts'
import { KINDS, keyNameOf, otherProtocol } from './protocol.ts'
import { decodeRequests, normalised, type Requests } from './request.ts'

/** The certificates that one client unit asks for; a name in the older form, in keys of its own, is one of `server`. */
export interface UnitRequests extends Requests {
  readonly unit: string
  /** The name under which the unit looks for its answer; across models it differs from Juju's name of the unit. */
  readonly unitName: string
}

/** What the units of one client application ask for. */
export interface TlsRequests {
  /** Units that have asked for something, in the order of the relation. */
  readonly units: readonly UnitRequests[]
}

/** The certificates of one client unit. */
export interface UnitAnswer extends UnitCertificates {
  readonly unitName: string
}

/** What this provider unit answers. All of it is written at once: clients fail when the authority comes later than certificates. */
export interface TlsAnswer {
  /** PEM of the root. */
  readonly ca: string
  /** PEM of the authorities between the root and the certificates. */
  readonly chain?: string
  /** One client certificate that all clients share; some clients are not ready without it. */
  readonly globalClient: Pair
  readonly units: readonly UnitAnswer[]
}

/** Gives the name under which a unit looks for its answer. */
const unitNameOf = (unit: string, bag: Databag): string => keyNameOf(bag.unit_name || unit)

const read = (view: RelationView): State<TlsRequests> => {
  const other = otherProtocol(view, 'certificate_signing_requests', 'relate this client to a provider of that one')
  if (other !== undefined) return other
  if (view.remoteUnits.size === 0) return absent
  const units: UnitRequests[] = []
  for (const [unit, bag] of view.remoteUnits) {
    const decoded = decodeRequests(bag)
    if (isFault(decoded)) return decoded
    const { legacy, ...requests } = decoded
    const server = legacy === undefined ? requests.server : normalised([legacy, ...requests.server])
    const asked = { ...requests, server, unit, unitName: unitNameOf(unit, bag) }
    if (KINDS.some((kind) => asked[kind].length > 0)) units.push(asked)
  }
  return units.length > 0 ? ready({ units }) : awaiting('cert_requests')
}

/** Moves the certificate of a name that was asked for in the older form: its client looks in the keys of that form, and in no other. */
const inItsForm = (certificates: UnitCertificates, asked: string | undefined): CertificatesBag => {
  const legacy = certificates.server.find(({ commonName }) => commonName === asked)
  if (legacy === undefined) return certificates
  return { ...certificates, legacy, server: certificates.server.filter(({ commonName }) => commonName !== asked) }
}

const write = (answer: TlsAnswer, view: RelationView): Databags => {
  const asked = new Map([...view.remoteUnits].map(([unit, bag]) => [unitNameOf(unit, bag), bag.common_name || undefined]))
  const certificates = [...answer.units]
    .sort((a, b) => byText(a.unitName, b.unitName))
    .flatMap((unit) => {
      const name = keyNameOf(unit.unitName)
      return Object.entries(encodeCertificates(name, inItsForm(unit, asked.get(name))))
    })
  // Removes the answers to units that are gone, so that their private keys leave the databag.
  const leftovers = clearKeys(view.localUnitData, isAnswerKey)
  return { unit: { ...leftovers, ...encodeAuthority(answer), ...Object.fromEntries(certificates) } }
}

/** The provides side of the tls-certificates interface. */
export const provides: ProvidesSide<TlsRequests, TlsAnswer> = providesSide('tls-certificates', read, write)
