/** Where the daemons of a unit listen. */
import { isIP } from 'node:net'
import type { Service } from '../../define/feature.ts'
import { tcpPort } from '../../define/port.ts'

/** Tells whether others can reach this machine at the address by IPv6. */
const isReachableV6 = (address: string): boolean => isIP(address) === 6 && !/^fe80:/i.test(address)

/**
 * Gives the address to listen on: all of IPv4; all of both families when a client may come by IPv6, which is when a host that clients are
 * told is such an address, or is a name and this machine has such an address.
 */
export const listenHost = (told: readonly string[], own: () => readonly string[]): '0.0.0.0' | '::' =>
  told.some((host) => isIP(host) === 6) || (told.some((host) => isIP(host) === 0) && own().some(isReachableV6)) ? '::' : '0.0.0.0'

/** Gives the host and port that each daemon with a TCP port listens on, by the name of the service. */
export const listen = (
  services: Readonly<Record<string, Service>>,
  host: string,
): Readonly<Record<string, { readonly host: string; readonly port: number }>> =>
  Object.fromEntries(
    Object.entries(services).flatMap(([name, { ports }]) => {
      const port = tcpPort(ports)
      return port === undefined ? [] : [[name, { host, port }] as const]
    }),
  )
