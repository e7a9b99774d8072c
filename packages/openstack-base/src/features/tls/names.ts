/** The names that a unit asks certificates for: its own, and one for each host name of the operator. */
import { isIP } from 'node:net'
import { bindings, clientHost, type EndpointType, hostnameOf, inside, networksOf, ownAddress, type Question } from '../../addresses.ts'
import type { NamesWanted } from './certificates.ts'

const isUsable = (address: string): boolean => isIP(address) !== 0 && !/^fe[89ab]/i.test(address)

const distinct = (addresses: readonly string[]): readonly string[] => [...new Set(addresses.filter(isUsable))].sort()

/** Gives the virtual addresses in the networks of a binding. */
function vipsIn(binding: EndpointType | 'cluster', question: Omit<Question, 'type'>): readonly string[] {
  const { network, virtual } = question
  const own = network('cluster')?.addresses.flatMap(({ cidr }) => cidr ?? []) ?? []
  const cidrs = binding === 'cluster' ? own : networksOf({ ...question, type: binding })
  // Where no network is known, any of them may be there.
  return cidrs.length === 0 ? virtual.all : virtual.all.filter((vip) => cidrs.some((cidr) => (inside([vip], cidr) ?? []).length > 0))
}

/** Gives the addresses of one kind of endpoint: those of this unit, and those that move. */
function addressesOf(type: EndpointType, question: Omit<Question, 'type'>): readonly string[] {
  const resolved = clientHost({ ...question, type, options: { ...question.options, [`os-${type}-hostname`]: '' } }, '')
  const known = question.network(type)?.addresses.map(({ address }) => address) ?? []
  return [...('address' in resolved ? [resolved.address] : []), ...known, ...vipsIn(type, question)]
}

/**
 * Gives the certificates that an API unit asks for: of its host name, with its addresses, and of each host name of the operator, with the addresses of
 * that kind of endpoint, which the former then leaves out.
 */
export function namesWanted(question: Omit<Question, 'type'>, hostname: string, application: string): NamesWanted {
  const named = bindings.flatMap((type) => {
    const host = clientHost({ ...question, type }, application)
    return hostnameOf(type, question.options, application) !== '' && 'address' in host
      ? [{ commonName: host.address, sans: distinct(addressesOf(type, question)) }]
      : []
  })
  const unnamed = bindings.filter((type) => !question.options[`os-${type}-hostname`])
  const own = ownAddress('cluster', question)
  const elsewhere = new Set(named.flatMap(({ sans }) => sans))
  const others = unnamed.flatMap((type) => addressesOf(type, question)).filter((address) => !elsewhere.has(address))
  const first = {
    commonName: hostname,
    sans: distinct([...('address' in own ? [own.address] : []), ...vipsIn('cluster', question), ...others]),
  }
  // The virtual addresses are those that clients call once a cluster holds them.
  const reached = { ...question, virtual: { ...question.virtual, serving: question.virtual.all } }
  const hosts = bindings.flatMap((type) => {
    const host = clientHost({ ...reached, type }, application)
    return 'address' in host ? [host.address] : []
  })
  return { requests: [first, ...named], hosts: [...new Set(hosts)] }
}
