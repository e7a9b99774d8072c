/** Which certificates clients ask for, as the program takes them, and its answer as the interface gives it out. */
import { type Client, secret } from '@charm-layers/charm'
import type { CertificateRequest, Pair, TlsAnswer, TlsRequests, UnitRequests } from '@charm-layers/interface-tls-certificates'

type TlsClient = Client<TlsRequests, TlsAnswer>

/** A certificate to make; `unit` is for the actions that mean one unit. */
interface Wanted {
  readonly unit: string
  readonly name: string
  readonly sans: readonly string[]
}

const shared = 'client'
const idOf = ({ relationId }: TlsClient, unit: string, kind: string, name: string): string => `${relationId} ${unit} ${kind} ${name}`

/** The longest common name that a certificate can have, of signs that no file of openssl takes for its own. */
const isName = ({ commonName }: CertificateRequest): boolean => /^[\w*][\w.* @-]{0,63}$/.test(commonName)

const unitsOf = ({ request }: TlsClient): readonly UnitRequests[] => (request.state === 'ready' ? request.data.units : [])

/** Gives the one certificate that all units of an application share: the name of the first request, and whatever any of them names. */
const applicationOf = (client: TlsClient): readonly [string, Wanted][] => {
  const asked = unitsOf(client).flatMap(({ application }) => application.filter(isName))
  const [first] = asked
  if (!first) return []
  const sans = [...new Set(asked.flatMap((one) => [one.commonName, ...one.sans]))].sort()
  return [[idOf(client, '', 'application', ''), { unit: '-', name: first.commonName, sans }]]
}

/** Gives all certificates that are asked for, by id, and the one that all clients share. */
export const wantedBy = (clients: readonly TlsClient[]): Readonly<Record<string, Wanted>> => ({
  [shared]: { unit: '-', name: 'global-client', sans: [] },
  ...Object.fromEntries(
    clients.flatMap((client) => [
      ...unitsOf(client).flatMap(({ unitName, ...asked }) =>
        (['server', 'client'] as const).flatMap((kind) =>
          asked[kind]
            .filter(isName)
            .map(({ commonName, sans }) => [idOf(client, unitName, kind, commonName), { unit: unitName, name: commonName, sans }] as const),
        ),
      ),
      ...applicationOf(client),
    ]),
  ),
})

/** Gives the names that no certificate can have, with the unit that asks for each. */
export const refusedOf = (client: TlsClient): readonly string[] =>
  unitsOf(client).flatMap(({ unit, server, client: clients, application }) =>
    [...server, ...clients, ...application].filter((one) => !isName(one)).map(({ commonName }) => `${unit} asks for '${commonName}'`),
  )

type Entry = Readonly<Record<string, unknown>>
const isEntry = (value: unknown): value is Entry => typeof value === 'object' && value !== null
const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** What the program gives out. */
export interface Issued {
  readonly ca: string
  readonly chain: string
  readonly pairs: ReadonlyMap<string, Pair>
}

/** Reads what the program printed; undefined while something has to be made. */
export function parseIssued(output: string): Issued | undefined {
  if (!output.startsWith('{')) return undefined
  const told: unknown = JSON.parse(output)
  if (!isEntry(told) || !isEntry(told.certificates)) return undefined
  const pairs = Object.entries(told.certificates).flatMap(([id, one]) =>
    isEntry(one) ? [[id, { cert: text(one.cert), key: secret(text(one.key)) }] as const] : [],
  )
  return { ca: text(told.ca), chain: text(told.chain), pairs: new Map(pairs) }
}

/** Gives the answer to one client; undefined when the program has not made the certificate that all clients share. */
export const answerFor = (client: TlsClient, { ca, chain, pairs }: Issued): TlsAnswer | undefined => {
  const globalClient = pairs.get(shared)
  if (!globalClient) return undefined
  const application = pairs.get(idOf(client, '', 'application', ''))
  const units = unitsOf(client).map(({ unitName, ...asked }) => {
    const named = (kind: 'server' | 'client') =>
      asked[kind].flatMap(({ commonName }) => {
        const pair = pairs.get(idOf(client, unitName, kind, commonName))
        return pair ? [{ commonName, ...pair }] : []
      })
    return {
      unitName,
      server: named('server'),
      client: named('client'),
      // vault leaves requests for authorities unanswered too.
      intermediate: [],
      ...(application && asked.application.length > 0 ? { application } : {}),
    }
  })
  return { ca, chain, globalClient, units }
}
