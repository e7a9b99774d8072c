/** Addresses of the three kinds of endpoints: by an operator's host name, by a network given as CIDR, or by the network binding. */
import { BlockList, isIP } from 'node:net'
import { type HostFacts, type Option, option } from '@charm-layers/charm'

/** Kinds of endpoints, which are names of network bindings too. */
export const bindings: readonly ['public', 'internal', 'admin'] = ['public', 'internal', 'admin']
/** A kind of endpoint. */
export type EndpointType = (typeof bindings)[number]

type Text = Extract<Option, { readonly type: 'string' }>
const network = (type: EndpointType): Text =>
  option.string({ description: `Network of the ${type} endpoint, as CIDR. Wins over the network binding '${type}'.` })
const hostname = (type: EndpointType): Text =>
  option.string({
    description: `Host name in the URL of the ${type} endpoint. {service_name} in it stands for the name of the application.`,
  })

type AddressOption = `os-${EndpointType}-${'network' | 'hostname'}`

/** Options that choose addresses. */
export const addressOptions: Readonly<Record<AddressOption, Text>> = {
  'os-public-network': network('public'),
  'os-internal-network': network('internal'),
  'os-admin-network': network('admin'),
  'os-public-hostname': hostname('public'),
  'os-internal-hostname': hostname('internal'),
  'os-admin-hostname': hostname('admin'),
}

/** Names of hosts (RFC 1123), the last label not all digits: that would be an address with a fault in it. */
const hostName = /^(?=.{1,254}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*(?!\d+\.?$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.?$/i

/** Reads what an operator calls a host: a name, or an address, IPv6 with or without brackets. Undefined for what would break a URL. */
function parseHost(text: string): string | undefined {
  const address = text.replace(/^\[(.*:.*)\]$/, '$1')
  // A zone counts on this machine only.
  if (isIP(address) !== 0) return address.includes('%') ? undefined : address
  return hostName.test(text) ? text : undefined
}

/** The addresses inside a network; undefined when it is no CIDR. */
export function inside(addresses: readonly string[], cidr: string): readonly string[] | undefined {
  const [base = '', bits = ''] = cidr.trim().split('/')
  const family = isIP(base)
  if (family === 0 || !/^\d{1,3}$/.test(bits) || Number(bits) > (family === 4 ? 32 : 128)) return undefined
  const list = new BlockList()
  list.addSubnet(base, Number(bits), family === 4 ? 'ipv4' : 'ipv6')
  return addresses.filter((address) => isIP(address) === family && list.check(address, family === 4 ? 'ipv4' : 'ipv6'))
}

interface Question {
  readonly type: EndpointType
  readonly options: Readonly<Partial<Record<AddressOption, string | undefined>>>
  readonly address: (binding: string) => string | undefined
  readonly host: Pick<HostFacts, 'addresses'>
  readonly application: string
  /** Whether the operator's host name counts; units tell each other addresses only. */
  readonly hostname: boolean
}

/** Resolves the address of one kind of endpoint, or says which option or binding is at fault. */
export function resolveAddress({
  type,
  options,
  address,
  host,
  application,
  hostname: named,
}: Question): { readonly address: string } | { readonly problem: string } {
  const name = options[`os-${type}-hostname`]
  if (named && name) {
    const host = parseHost(name.replaceAll('{service_name}', application))
    if (host !== undefined) return { address: host }
    return { problem: `option 'os-${type}-hostname' is neither a host name, such as {service_name}.example.com, nor an address` }
  }
  const cidr = options[`os-${type}-network`]
  if (cidr) {
    const found = inside(host.addresses, cidr)
    if (found === undefined) return { problem: `option 'os-${type}-network' is not a network such as 10.5.0.0/16` }
    if (found[0] !== undefined) return { address: found[0] }
    return { problem: `option 'os-${type}-network': no address of this unit is in ${cidr}` }
  }
  const bound = address(type)
  return bound === undefined ? { problem: `no address is known on the binding '${type}'` } : { address: bound }
}

/** Writes a host as a URL has it: IPv6 in brackets. */
export const urlHost = (host: string): string => (isIP(host) === 6 ? `[${host}]` : host)
