/** The provider's side of tls-certificates: reads which certificates each client unit asks for, and writes them. */
import type { Databag, ProvidesSide, RelationView, State } from '@charm-layers/relation'
import { byText, defined, invalid, isFault } from './text.ts'
import { completeView } from '@charm-layers/relation'
import { type CertificatesBag, encodeAuthority, encodeCertificates, isAnswerKey, type Pair, type UnitCertificates } from './wire.ts'
import { decodeRequests, KINDS, keyNameOf, normalised, type Requests } from './wire-request.ts'

/** The certificates that one client unit asks for; a name in the older form, in keys of its own, is one of `server`. */
export interface UnitRequests extends Requests {
  readonly unit: string
  /** The name under which the unit looks for its answer; it is another than Juju's across models. */
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
  /** One client certificate that all clients share; some clients are not ready without. */
  readonly globalClient: Pair
  readonly units: readonly UnitAnswer[]
}

/** Gives the name under which a unit looks for its answer. */
const unitNameOf = (unit: string, bag: Databag): string => keyNameOf(bag.unit_name || unit)

const read = (view: RelationView): State<TlsRequests> => {
  if ([view.remoteAppData, ...view.remoteUnits.values()].some((bag) => bag.certificate_signing_requests)) {
    return invalid(
      'certificate_signing_requests',
      'belongs to the newer protocol of the same name, with signing requests: relate this client to a provider of that one',
    )
  }
  if (view.remoteUnits.size === 0) return { state: 'absent' }
  const units: UnitRequests[] = []
  for (const [unit, bag] of view.remoteUnits) {
    const decoded = decodeRequests(bag)
    if (isFault(decoded)) return decoded
    const { legacy, client, application, intermediate } = decoded
    const server = legacy === undefined ? decoded.server : normalised([legacy, ...decoded.server])
    const asked = { unit, unitName: unitNameOf(unit, bag), server, client, application, intermediate }
    if (KINDS.some((kind) => asked[kind].length > 0)) units.push(asked)
  }
  return units.length > 0 ? { state: 'ready', data: { units } } : { state: 'waiting', missing: ['cert_requests'] }
}

/** Moves the certificate of a name that was asked for in the older form: its client looks in the keys of that form, and in no other. */
const inItsForm = ({ server, client, application, intermediate }: UnitCertificates, asked: string | undefined): CertificatesBag => {
  const legacy = server.find(({ commonName }) => commonName === asked)
  return defined<CertificatesBag>({
    legacy,
    server: server.filter(({ commonName }) => commonName !== asked),
    client,
    application,
    intermediate,
  })
}

const write = (answer: TlsAnswer, view: RelationView): { readonly unit: Databag } => {
  const units = [...answer.units].sort((a, b) => byText(a.unitName, b.unitName))
  const asked = new Map([...view.remoteUnits].map(([unit, bag]) => [unitNameOf(unit, bag), bag.common_name || undefined]))
  // Private keys of units that are gone stay in nobody's databag.
  const leftovers = Object.keys(view.localUnitData).filter(isAnswerKey)
  return {
    unit: {
      ...Object.fromEntries(leftovers.map((key) => [key, ''])),
      ...encodeAuthority(answer),
      ...Object.assign(
        {},
        ...units.map(({ unitName, ...certificates }) => {
          const name = keyNameOf(unitName)
          return encodeCertificates(name, inItsForm(certificates, asked.get(name)))
        }),
      ),
    },
  }
}

/** The provides side of the tls-certificates interface. */
export const provides: ProvidesSide<TlsRequests, TlsAnswer> = {
  interface: 'tls-certificates',
  side: 'provides',
  read: (view) => read(completeView(view)),
  write,
}
