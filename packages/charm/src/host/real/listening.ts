/** Ports that something on this machine listens on, from the kernel's tables: no process is started for it. */
import { readFileSync } from 'node:fs'

/** The kernel's numbers of a TCP socket that listens, and of a UDP socket that anybody may send to. */
const states = { tcp: '0A', udp: '07' } as const

/** Reads one of /proc/net/tcp and its like: local address and port are the second column, the state is the fourth, all hexadecimal. */
export const parseListening = (table: string, protocol: 'tcp' | 'udp'): readonly number[] =>
  table.split('\n').flatMap((line) => {
    const [, local = '', , state] = line.trim().split(/\s+/)
    return state === states[protocol] ? [Number.parseInt(local.slice(local.lastIndexOf(':') + 1), 16)] : []
  })

/** Tells whether something listens on the port, on any address. */
export const isListening = (port: number, protocol: 'tcp' | 'udp'): boolean =>
  [protocol, `${protocol}6`].some((table) => {
    try {
      return parseListening(readFileSync(`/proc/net/${table}`, 'utf8'), protocol).includes(port)
    } catch {
      // A kernel without IPv6 has no second table.
      return false
    }
  })
