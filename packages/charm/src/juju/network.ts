/** The network of a binding, as `network-get` tells it. */
import { isRecord, textsIn } from '@charm-layers/relation/wire'

/** An address of this unit. */
export interface NetworkAddress {
  readonly address: string
  /** The network that the address is in, such as `10.5.0.0/16`, where Juju tells it. */
  readonly cidr?: string
  /** The machine's interface that has the address, where Juju tells it. */
  readonly interface?: string
}

/** The network of a binding. */
export interface Network {
  /** The address at which others reach this unit. */
  readonly address: string
  /**
   * All addresses that Juju knows: first those at which others reach this unit, then the others on the interfaces. On a machine that holds a
   * virtual address, that one may be among them.
   */
  readonly addresses: readonly NetworkAddress[]
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

/** Gives the addresses on the interfaces, each once. */
function boundAddresses(interfaces: unknown): readonly NetworkAddress[] {
  const found = new Map<string, NetworkAddress>()
  for (const one of listOf(interfaces)) {
    const { 'interface-name': name, addresses } = isRecord(one) ? one : {}
    for (const of of listOf(addresses)) {
      const { value, cidr } = isRecord(of) ? of : {}
      const [address, network, device] = [textOf(value), textOf(cidr), textOf(name)]
      if (address === undefined || found.has(address)) continue
      found.set(address, { address, ...(network && { cidr: network }), ...(device && { interface: device }) })
    }
  }
  return [...found.values()]
}

/** Reads the answer of `network-get`; undefined when no address is in it. */
export function readNetwork(answer: unknown): Network | undefined {
  const { 'ingress-addresses': ingress, 'bind-addresses': bind } = isRecord(answer) ? answer : {}
  const bound = boundAddresses(bind)
  const reached = [...new Set(textsIn(ingress).filter((one) => one !== ''))]
  const first = reached.map((address) => bound.find((one) => one.address === address) ?? { address })
  const addresses = [...first, ...bound.filter(({ address }) => !reached.includes(address))]
  return addresses[0] && { address: addresses[0].address, addresses }
}
