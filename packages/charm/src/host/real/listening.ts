/** The ports that programs on this machine listen on, from the kernel's tables in /proc. */
import { readFileSync } from 'node:fs'

/** The kernel's states of a TCP socket that listens, and of a UDP socket that is not connected. */
const states = { tcp: '0A', udp: '07' } as const

/** The state of a TCP connection that both sides have open. */
const established = '01'

/**
 * Gives the local ports of the sockets in a state, from a table such as /proc/net/tcp: the second column is the local address and port, the
 * fourth is the state, all hexadecimal.
 */
const portsIn = (table: string, wanted: string): readonly number[] =>
  table.split('\n').flatMap((line) => {
    const [, local = '', , state] = line.trim().split(/\s+/)
    return state === wanted ? [Number.parseInt(local.slice(local.lastIndexOf(':') + 1), 16)] : []
  })

/** Gives the ports of the sockets that listen, from such a table. */
export const parseListening = (table: string, protocol: 'tcp' | 'udp'): readonly number[] => portsIn(table, states[protocol])

/** Reads the tables of a protocol, one for each family of addresses. A kernel without IPv6 has no second table. */
const tablesOf = (protocol: 'tcp' | 'udp'): readonly string[] =>
  [protocol, `${protocol}6`].flatMap((table) => {
    try {
      return [readFileSync(`/proc/net/${table}`, 'utf8')]
    } catch {
      return []
    }
  })

/** Tells whether a program listens on the port, on any address. */
export const isListening = (port: number, protocol: 'tcp' | 'udp'): boolean =>
  tablesOf(protocol).some((table) => parseListening(table, protocol).includes(port))

/** Counts the TCP connections to a port of this machine. */
export const connections = (port: number): number =>
  tablesOf('tcp').flatMap((table) => portsIn(table, established).filter((one) => one === port)).length
