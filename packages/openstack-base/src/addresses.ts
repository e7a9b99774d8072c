/**
 * The addresses of the three kinds of API endpoints: the operator's host name, else the virtual address in the endpoint's network, else an
 * address of this unit, in the operator's network or on the binding.
 */
import { isIP } from 'node:net'
import { type HostFacts, type Network, type Option, option } from '@charm-layers/charm'
import { isInside, parseHost, parseNetwork } from '@charm-layers/relation/wire'
import { type Check, checked } from './define/checked.ts'

/** The kinds of API endpoints. Each is also the name of a network binding. */
export const bindings: readonly ['public', 'internal', 'admin'] = ['public', 'internal', 'admin']
/** A kind of API endpoint. */
export type EndpointType = (typeof bindings)[number]

type Text = Extract<Option, { readonly type: 'string' }> & { readonly check: Check<string> }
const network = (type: EndpointType): Text =>
  checked(option.string({ description: `Network of the ${type} endpoint, as CIDR. Wins over the network binding '${type}'.` }), (cidr) =>
    cidr === '' || inside([], cidr) !== undefined ? undefined : noNetwork,
  )
const hostname = (type: EndpointType): Text =>
  checked(
    option.string({
      description: `Host name in the URL of the ${type} endpoint. {service_name} in it stands for the name of the application.`,
    }),
    (name) => (name === '' || parseHost(named(name, 'x')) !== undefined ? undefined : noHost),
  )

const noNetwork = 'is not a network such as 10.5.0.0/16'
const noHost = 'is neither a host name, such as {service_name}.example.com, nor an address'
const named = (name: string, application: string): string => name.replaceAll('{service_name}', application)

type AddressOption = `os-${EndpointType}-${'network' | 'hostname'}`

/** The options by which an operator chooses addresses. */
export const addressOptions: Readonly<Record<AddressOption, Text>> & {
  readonly 'prefer-ipv6': Extract<Option, { readonly type: 'boolean' }> & { readonly default: boolean }
} = {
  'os-public-network': network('public'),
  'os-internal-network': network('internal'),
  'os-admin-network': network('admin'),
  'os-public-hostname': hostname('public'),
  'os-internal-hostname': hostname('internal'),
  'os-admin-hostname': hostname('admin'),
  'prefer-ipv6': option.boolean({ default: false, description: 'Use addresses of IPv6 where this unit has both.' }),
}

/** Gives those of the addresses that are inside a network; undefined when the text is not a CIDR. */
export function inside(addresses: readonly string[], cidr: string): readonly string[] | undefined {
  const network = parseNetwork(cidr.trim())
  return network === undefined ? undefined : addresses.filter((address) => isInside(address, network) === true)
}

/** Tells whether an address is inside one of several networks. */
export const isInsideOne = (address: string, networks: readonly string[]): boolean =>
  networks.some((cidr) => isInside(address, cidr.trim()) === true)

/** Tells whether an address is one of others, in whatever spelling. */
export const isOneOf = (address: string, others: readonly string[]): boolean =>
  others.includes(address) || (isIP(address) === 6 && others.some((other) => isInside(other, `${address}/128`) === true))

/** Gives the addresses in the option `vip`, which blanks separate. */
export const namedVips = (vip: unknown): readonly string[] =>
  typeof vip === 'string' ? vip.split(/\s+/).filter((one) => isIP(one) !== 0) : []

/** Addresses that move between the units. */
export interface VirtualAddresses {
  /** All that the operator has named. None of them is an address of this unit, even while this machine holds it. */
  readonly all: readonly string[]
  /** Those at which clients reach the units; empty until there is a cluster that holds them. */
  readonly serving: readonly string[]
  /** Whether the URLs in the catalogue stay as they are, because what the operator says cannot be right. */
  readonly isUnclear: boolean
}

/** What is asked of addresses. */
export interface Question {
  readonly type: EndpointType
  readonly options: Readonly<Partial<Record<AddressOption, string | undefined>>> & { readonly 'prefer-ipv6'?: boolean | undefined }
  readonly network: (binding: string) => Network | undefined
  readonly host: Pick<HostFacts, 'addresses'>
  readonly virtual: VirtualAddresses
}

/** An address, or which option or binding is wrong. */
export type Resolved = { readonly address: string } | { readonly problem: string }

const isGlobalV6 = (address: string): boolean => isIP(address) === 6 && !/^fe[89ab]/i.test(address)

/**
 * Finds the address of this unit on a binding. Juju may take a virtual address that this machine holds for one of the machine's own; an
 * address that is the only one of its binding is taken all the same, so that the other units see what the operator has mistaken.
 */
export function ownAddress(binding: string, { options, network: networkOf, host, virtual }: Omit<Question, 'type'>): Resolved {
  const known = networkOf(binding)?.addresses.map(({ address }) => address) ?? []
  const isOwn = (address: string): boolean => !isOneOf(address, virtual.all)
  const own = known.filter(isOwn)
  if (options['prefer-ipv6']) {
    const found = [...own, ...host.addresses.filter(isOwn)].find(isGlobalV6)
    return found === undefined
      ? { problem: `option 'prefer-ipv6': no global address of IPv6 is known on the binding '${binding}'` }
      : { address: found }
  }
  const [first] = known
  if (own[0] !== undefined) return { address: own[0] }
  if (first === undefined) return { problem: `no address is known on the binding '${binding}'` }
  return { address: host.addresses.find((address) => isOwn(address) && isIP(address) === isIP(first)) ?? first }
}

/** Finds the address of this unit for one kind of API endpoint, which it tells its peers. */
export function unitAddress(question: Question): Resolved {
  const { type, options, host, virtual } = question
  const cidr = options[`os-${type}-network`]
  if (!cidr) return ownAddress(type, question)
  const own = host.addresses.filter((address) => !isOneOf(address, virtual.all))
  const found = inside(own, cidr)
  if (found === undefined) return { problem: `option 'os-${type}-network' ${noNetwork}` }
  if (found[0] !== undefined) return { address: found[0] }
  return { problem: `option 'os-${type}-network': no address of this unit is in ${cidr}` }
}

/** Gives the networks of an endpoint that are known: the operator's, else those of this unit's addresses on the binding. */
export const networksOf = ({ type, options, network: networkOf, virtual }: Question): readonly string[] => {
  const cidr = options[`os-${type}-network`]
  if (cidr) return [cidr]
  // A virtual address that this machine holds may be in a network of its own alone.
  const own = networkOf(type)?.addresses ?? []
  return own.flatMap(({ address, cidr: its }) => (its === undefined || isOneOf(address, virtual.all) ? [] : its))
}

/** Finds the virtual address of one kind of API endpoint: the first in its network, or one that is in no network of this unit. */
function virtualAddress(question: Question): Resolved {
  const { type, virtual } = question
  const networks = networksOf(question)
  const isElsewhere = (vip: string): boolean => bindings.every((one) => !isInsideOne(vip, networksOf({ ...question, type: one })))
  const found =
    networks.length === 0
      ? virtual.serving[0]
      : (virtual.serving.find((vip) => isInsideOne(vip, networks)) ?? virtual.serving.find(isElsewhere))
  return found === undefined
    ? { problem: `option 'vip': no address is in the network of the ${type} endpoint, ${networks.join(' ')}` }
    : { address: found }
}

/** Finds the host at which clients reach one kind of API endpoint. */
export function clientHost(question: Question, application: string): Resolved {
  const { type, options, virtual } = question
  const name = options[`os-${type}-hostname`]
  if (!name) return virtual.serving.length > 0 ? virtualAddress(question) : unitAddress(question)
  const host = parseHost(named(name, application))
  return host === undefined ? { problem: `option 'os-${type}-hostname' ${noHost}` } : { address: host }
}

/** Gives the operator's host name for one kind of API endpoint. */
export const hostnameOf = (type: EndpointType, options: Question['options'], application: string): string =>
  named(options[`os-${type}-hostname`] ?? '', application)

/** Writes a host for a URL: an IPv6 address in brackets. */
export const urlHost = (host: string): string => (isIP(host) === 6 ? `[${host}]` : host)
