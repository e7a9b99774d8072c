/** Ports that services listen on. */

/** A port. A number alone is a TCP port, as for Juju's `open-port`. */
export type Port = number | `${number}/${'tcp' | 'udp'}`

const tcpNumber = (port: Port): number | undefined =>
  typeof port === 'number' ? port : port.endsWith('/tcp') ? Number(port.slice(0, -'/tcp'.length)) : undefined

/** Gives the numbers of the TCP ports. */
export const tcpPorts = (ports: readonly Port[] = []): readonly number[] => ports.flatMap((port) => tcpNumber(port) ?? [])

/** Gives the first TCP port, at which clients reach the service; undefined when there is none. */
export const tcpPort = (ports: readonly Port[] = []): number | undefined => tcpPorts(ports)[0]

/** What can stand between clients and a service on a unit: nothing, the load balancer, or the load balancer and what ends TLS behind it. */
export type Layers = 0 | 1 | 2

/**
 * Gives the port at which a service listens for clients that use another one: each layer in front takes a port, ten apart, as with the
 * Python charms. A service without TCP keeps its ports.
 */
export const portBehind = (port: Port, layers: Layers): Port => {
  const number = tcpNumber(port)
  return number === undefined ? port : number - 10 * layers
}
