/** The names that a unit asks certificates for: its own, and one for each host name of the operator. */
import { isIP } from 'node:net'
import {
  bindings,
  clientHost,
  type EndpointType,
  hostnameOf,
  inside,
  isOneOf,
  networksOf,
  ownAddress,
  type Question,
  unitAddress,
} from '../../addresses.ts'
import type { NamesWanted } from './certificates.ts'

const isUsable = (address: string): boolean => isIP(address) !== 0 && !/^fe[89ab]/i.test(address)

const distinct = (addresses: readonly string[]): readonly string[] => [...new Set(addresses.filter(isUsable))].sort()

const isIn = (address: string, cidrs: readonly string[]): boolean => cidrs.some((cidr) => (inside([address], cidr) ?? []).length > 0)

type Kind = EndpointType | 'cluster'

/** Gives the virtual addresses of one kind: those in its networks, and those that are in none that this unit knows. */
function vipsOf(kind: Kind, question: Omit<Question, 'type'>): readonly string[] {
  const cidrsOf = (one: Kind): readonly string[] =>
    one === 'cluster' ? (question.network(one)?.addresses.flatMap(({ cidr }) => cidr ?? []) ?? []) : networksOf({ ...question, type: one })
  const [own, all] = [cidrsOf(kind), (['cluster', ...bindings] as const).flatMap(cidrsOf)]
  return question.virtual.all.filter((vip) => isIn(vip, own) || !isIn(vip, all))
}

/** Gives the addresses of one kind of endpoint: those of this unit, and those that move. */
function addressesOf(type: EndpointType, question: Omit<Question, 'type'>): readonly string[] {
  const resolved = unitAddress({ ...question, type })
  const known = question.network(type)?.addresses.map(({ address }) => address) ?? []
  // A virtual address that this machine holds for now is one of those that move.
  const own = known.filter((address) => !isOneOf(address, question.virtual.all))
  return [...('address' in resolved ? [resolved.address] : []), ...own, ...vipsOf(type, question)]
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
    sans: distinct([...('address' in own ? [own.address] : []), ...vipsOf('cluster', question), ...others]),
  }
  // The virtual addresses are those that clients call once a cluster holds them.
  const reached = { ...question, virtual: { ...question.virtual, serving: question.virtual.all } }
  const hosts = bindings.flatMap((type) => {
    const host = clientHost({ ...reached, type }, application)
    return 'address' in host ? [host.address] : []
  })
  return { requests: [first, ...named], hosts: [...new Set(hosts)] }
}
