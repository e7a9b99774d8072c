/** Where the daemons of a unit listen. */
import { isIP } from 'node:net'
import type { SituatedService } from '../../define/feature.ts'
import { tcpPorts } from '../../define/port.ts'

/** Tells whether others can reach this machine at the address by IPv6. */
const isReachableV6 = (address: string): boolean => isIP(address) === 6 && !/^fe80:/i.test(address)

/**
 * Gives the address to listen on: all of IPv4; all of both families when somebody may come by IPv6, which is when a host that clients or
 * other units are told is such an address, or is a name and this machine has such an address.
 */
export const listenHost = (told: readonly string[], own: () => readonly string[]): '0.0.0.0' | '::' =>
  told.some((host) => isIP(host) === 6) || (told.some((host) => isIP(host) === 0) && own().some(isReachableV6)) ? '::' : '0.0.0.0'

/** Where a daemon listens: its first TCP port, and all of them. */
type Listener = {
  readonly host: string
  readonly port: number
  readonly ports: readonly number[]
}

const loopback = '127.0.0.1'

/** Gives the host and the ports that each daemon with a TCP port listens on, by the name of the service. */
export const listen = (services: Readonly<Record<string, SituatedService>>, host: string): Readonly<Record<string, Listener>> =>
  Object.fromEntries(
    Object.entries(services).flatMap(([name, { listens, isLocal }]) => {
      const ports = tcpPorts(listens)
      const [port] = ports
      return port === undefined ? [] : [[name, { host: isLocal ? loopback : host, port, ports }] as const]
    }),
  )
