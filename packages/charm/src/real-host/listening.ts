/** TCP ports that something on this machine listens on, from the kernel's tables: no process is started for it. */
import { readFileSync } from 'node:fs'

const listen = '0A'

/** Reads one of /proc/net/tcp and tcp6: local address and port are the second column, the state is the fourth, all hexadecimal. */
export const parseListening = (table: string): readonly number[] =>
  table.split('\n').flatMap((line) => {
    const [, local = '', , state] = line.trim().split(/\s+/)
    return state === listen ? [Number.parseInt(local.slice(local.lastIndexOf(':') + 1), 16)] : []
  })

export const isListening = (port: number): boolean =>
  ['/proc/net/tcp', '/proc/net/tcp6'].some((path) => {
    try {
      return parseListening(readFileSync(path, 'utf8')).includes(port)
    } catch {
      // A kernel without IPv6 has no second table.
      return false
    }
  })
