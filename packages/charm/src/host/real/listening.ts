/** The ports that programs on this machine listen on, from the kernel's tables in /proc. */
import { readFileSync } from 'node:fs'

/** The kernel's states of a TCP socket that listens, and of a UDP socket that is not connected. */
const states = { tcp: '0A', udp: '07' } as const

/** Reads a table such as /proc/net/tcp: the second column is the local address and port, the fourth is the state, all hexadecimal. */
export const parseListening = (table: string, protocol: 'tcp' | 'udp'): readonly number[] =>
  table.split('\n').flatMap((line) => {
    const [, local = '', , state] = line.trim().split(/\s+/)
    return state === states[protocol] ? [Number.parseInt(local.slice(local.lastIndexOf(':') + 1), 16)] : []
  })

/** Tells whether a program listens on the port, on any address. */
export const isListening = (port: number, protocol: 'tcp' | 'udp'): boolean =>
  [protocol, `${protocol}6`].some((table) => {
    try {
      return parseListening(readFileSync(`/proc/net/${table}`, 'utf8'), protocol).includes(port)
    } catch {
      // A kernel without IPv6 has no second table.
      return false
    }
  })
