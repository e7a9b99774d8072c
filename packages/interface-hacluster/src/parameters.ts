/** The addresses and host names in the parameters of resources: Pacemaker brings up whatever address stands there. */
import { type Fault, invalid } from '@charm-layers/relation'
import { NOT, numberOf, parseAddress, parseHost } from '@charm-layers/relation/wire'
import type { Texts } from './request.ts'

const MASK = /^(?:(?:255|254|252|248|240|224|192|128|0)(?:\.(?!$)|$)){4}$/

/** Reads the netmask of an address: its length, or dotted as for IPv4. */
const isNetmask = (text: string): boolean => MASK.test(text) || (numberOf(text) ?? 129) <= 128

/** An interface of Linux, perhaps with a VLAN or a label. */
const isInterface = (text: string): boolean => text.length < 64 && /^[A-Za-z0-9][\w.:@-]*$/.test(text)

const isAddress = (text: string): boolean => parseAddress(text) !== undefined

/** Gives how to tell a right value of a parameter, and what is wrong with any other, in words that follow it; undefined for free texts. */
const checkOf = (parameter: string): readonly [isRight: (text: string) => boolean, why: string] | undefined => {
  switch (parameter) {
    case 'ip':
    case 'ipv6addr':
    case 'ip_address':
      return [isAddress, NOT.address]
    case 'fqdn':
      return [(text) => parseHost(text) !== undefined, NOT.host]
    case 'cidr_netmask':
      return [isNetmask, 'is no netmask']
    case 'nic':
      return [isInterface, 'is no name of a network interface']
    default:
      return undefined
  }
}

const AGENTS: readonly string[] = ['ocf:heartbeat:IPaddr2', 'ocf:heartbeat:IPv6addr', 'ocf:maas:dns']

/** Finds an address, a host name, a netmask or an interface that is none, in the parameters of the agents that take one. */
export const parameterFault = (bag: { readonly resources: Texts; readonly resourceParams: Texts }): Fault | undefined => {
  for (const [name, agent] of Object.entries(bag.resources)) {
    if (!AGENTS.includes(agent)) continue
    const text = Object.hasOwn(bag.resourceParams, name) ? (bag.resourceParams[name] ?? '') : ''
    // Wherever it stands: crm takes the groups, such as params and op, in any order. None of the other groups has one of these words.
    for (const word of text.split(/\s+/)) {
      const at = word.indexOf('=')
      const key = word.slice(0, Math.max(0, at))
      const [isRight, why] = checkOf(key) ?? []
      const value = word.slice(at + 1).replace(/^"(.*)"$/s, '$1')
      if (isRight !== undefined && !isRight(value)) return invalid('json_resource_params', `of ${name} holds ${key}, which ${why}`)
    }
  }
  return undefined
}
