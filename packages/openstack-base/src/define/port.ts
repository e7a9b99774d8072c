/** Ports that services listen on. */

/** A port. A number alone is a TCP port, as for Juju's `open-port`. */
export type Port = number | `${number}/${'tcp' | 'udp'}`

/** Gives the first TCP port, at which clients reach the service; undefined when there is none. */
export const tcpPort = (ports: readonly Port[] = []): number | undefined => {
  const found = ports.find((port) => typeof port === 'number' || port.endsWith('/tcp'))
  return typeof found === 'string' ? Number(found.slice(0, -'/tcp'.length)) : found
}
