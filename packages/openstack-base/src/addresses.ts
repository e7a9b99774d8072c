/**
 * The addresses of the three kinds of API endpoints: the operator's host name, else an address in the operator's network, else that of
 * the binding.
 */
import { BlockList, isIP } from 'node:net'
import { type HostFacts, type Option, option } from '@charm-layers/charm'
import { parseHost } from '@charm-layers/relation/wire'
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
export const addressOptions: Readonly<Record<AddressOption, Text>> = {
  'os-public-network': network('public'),
  'os-internal-network': network('internal'),
  'os-admin-network': network('admin'),
  'os-public-hostname': hostname('public'),
  'os-internal-hostname': hostname('internal'),
  'os-admin-hostname': hostname('admin'),
}

/** Gives those of the addresses that are inside a network; undefined when the text is not a CIDR. */
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
  /** Whether the operator's host name counts. It does not for the addresses that units tell each other. */
  readonly hostname: boolean
}

/** Finds the address of one kind of API endpoint, or says which option or binding is wrong. */
export function resolveAddress({
  type,
  options,
  address,
  host,
  application,
  hostname: byName,
}: Question): { readonly address: string } | { readonly problem: string } {
  const name = options[`os-${type}-hostname`]
  if (byName && name) {
    const host = parseHost(named(name, application))
    if (host !== undefined) return { address: host }
    return { problem: `option 'os-${type}-hostname' ${noHost}` }
  }
  const cidr = options[`os-${type}-network`]
  if (cidr) {
    const found = inside(host.addresses, cidr)
    if (found === undefined) return { problem: `option 'os-${type}-network' ${noNetwork}` }
    if (found[0] !== undefined) return { address: found[0] }
    return { problem: `option 'os-${type}-network': no address of this unit is in ${cidr}` }
  }
  const bound = address(type)
  return bound === undefined ? { problem: `no address is known on the binding '${type}'` } : { address: bound }
}

/** Writes a host for a URL: an IPv6 address in brackets. */
export const urlHost = (host: string): string => (isIP(host) === 6 ? `[${host}]` : host)
