/** The databag of a unit. Every key is a raw string. The protocol uses no other databag: the application databag belongs to the charm. */
import { type Databag, type Fault, isFault, type Secret, secret } from '@charm-layers/relation'
import { byKey, defined, definedOrFault, hostOf, parseLabel } from '@charm-layers/relation/wire'

/** Whether a unit serves; classic charms alone say so, and silence is `UNKNOWN`. */
export type UnitState = 'READY' | 'NOTREADY' | 'UNKNOWN'

/** Addresses by the name of their binding: `public`, `internal`, `admin`, or a charm's own such as `rndc`. */
export type TypedAddresses = Readonly<Record<string, string>> & {
  /** Juju's own keys end the same way. */
  readonly ingress?: never
  readonly private?: never
}

/** The scheme of a URL at which an API answers. */
export type Scheme = 'http' | 'https'

/** What a unit tells of TLS. Python charms, and units without TLS, tell nothing of it. */
export interface Encrypted {
  /** A name in the certificate that it shows. There is one while it answers TLS, at the ports of clients and at those of other units. */
  readonly name?: string
  /** Whether it answers TLS alone. A unit that tells no more than a name answers plain HTTP as well, at the same ports. */
  readonly only?: boolean
  /** The scheme that it has seen in the catalogue, after it has registered it, and by which it calls all others. */
  readonly seen?: Scheme
}

const TLS_KEYS = ['tls-name', 'tls-only', 'tls-seen'] as const

/** Values under keys of the charm's own, which must not look like those of this protocol. */
export type Settings<Value> = Readonly<Record<string, Value>> & { readonly 'egress-subnets'?: never } & {
  readonly [key: `${string}-address`]: never
} & { readonly [key: `unit-state-${string}`]: never } & {
  readonly [Key in (typeof TLS_KEYS)[number]]?: never
}

/** What one unit has written. */
export interface UnitBag {
  /** `private-address`: the address on the `cluster` binding. It decides readiness. */
  readonly address?: string
  /** Sorted by name. */
  readonly addresses: TypedAddresses
  readonly unitState?: UnitState
  readonly encrypted?: Encrypted
  /** The values of all other keys, in any order. They are secrets, since classic charms kept passwords there. */
  readonly settings?: Readonly<Record<string, Secret>>
}

const STATES: readonly UnitState[] = ['READY', 'NOTREADY', 'UNKNOWN']

const SUFFIX = '-address'
const RESERVED = ['ingress', 'private']

const stateKey = (unit: string): string => `unit-state-${unit.replaceAll('/', '-')}`

/** Gives the binding's name of a key such as `public-address`; undefined for Juju's own keys and all others. */
export const addressType = (key: string): string | undefined => {
  const type = key.endsWith(SUFFIX) ? key.slice(0, -SUFFIX.length) : ''
  return type === '' || RESERVED.includes(type) ? undefined : type
}

const isNoSetting = (key: string): boolean => key === 'egress-subnets' || TLS_KEYS.some((one) => one === key)

const isSetting = (key: string): boolean => !key.endsWith(SUFFIX) && !key.startsWith('unit-state-') && !isNoSetting(key)

const SCHEMES: readonly Scheme[] = ['http', 'https']

const encodeEncrypted = ({ name, only = false, seen }: Encrypted): Databag => ({
  'tls-name': name ?? '',
  'tls-only': only ? 'yes' : '',
  'tls-seen': seen ?? '',
})

/** Reads what a databag says of TLS. A name that is none counts as not told: it would stand in the files of the load balancer. */
export const decodeEncrypted = (bag: Databag): Encrypted =>
  defined<Encrypted>({
    name: parseLabel(bag['tls-name'] ?? ''),
    only: bag['tls-only'] === 'yes' ? true : undefined,
    seen: SCHEMES.find((scheme) => scheme === bag['tls-seen']),
  })

/** Gives whether a unit serves, as its databag says. */
export const unitStateIn = (bag: Databag, unit: string): UnitState => STATES.find((state) => state === bag[stateKey(unit)]) ?? 'UNKNOWN'

/**
 * Writes what a unit tells its peers. An unknown address is left out, so that the address written before stays; so is what is told of TLS when nothing
 * is said of it.
 */
export const encodeUnit = (unit: string, { address, addresses, unitState, encrypted, settings = {} }: UnitBag): Databag => ({
  ...Object.fromEntries(
    Object.entries(settings)
      .filter(([key]) => isSetting(key))
      .sort(byKey)
      .map(([key, value]) => [key, value.reveal()]),
  ),
  ...(encrypted ? encodeEncrypted(encrypted) : {}),
  ...(address ? { 'private-address': address } : {}),
  ...Object.fromEntries(
    Object.entries<string>(addresses)
      .filter(([type]) => type !== '' && !RESERVED.includes(type))
      .sort(byKey)
      .map(([type, value]) => [`${type}${SUFFIX}`, value]),
  ),
  [stateKey(unit)]: unitState ?? '',
})

/** Reads what a unit has told its peers. An address that is none is a fault: it would stand in the files of the load balancer. */
export const decodeUnit = (unit: string, bag: Databag): UnitBag | Fault => {
  const addresses: [string, string][] = []
  const settings: [string, Secret][] = []
  for (const [key, value] of Object.entries(bag)) {
    const type = addressType(key)
    if (value === '') continue
    if (type !== undefined) {
      const address = hostOf(bag, key)
      if (isFault(address)) return address
      addresses.push([type, address ?? value])
    }
    if (isSetting(key)) settings.push([key, secret(value)])
  }
  const encrypted = decodeEncrypted(bag)
  return definedOrFault<UnitBag>({
    address: hostOf(bag, 'private-address'),
    addresses: Object.fromEntries(addresses.sort(byKey)),
    unitState: STATES.find((state) => state === bag[stateKey(unit)]),
    encrypted: Object.keys(encrypted).length === 0 ? undefined : encrypted,
    settings: settings.length === 0 ? undefined : Object.fromEntries(settings),
  })
}
