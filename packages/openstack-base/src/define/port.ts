/** Ports that services listen on. */

/** A port: a number is TCP, as with Juju's own open-port; another protocol is named. */
export type Port = number | `${number}/${'tcp' | 'udp'}`

/** Gives the first TCP port, which is the one that the service is reached at. */
export const tcpPort = (ports: readonly Port[] = []): number | undefined => {
  const found = ports.find((port) => typeof port === 'number' || port.endsWith('/tcp'))
  return typeof found === 'string' ? Number(found.slice(0, -'/tcp'.length)) : found
}
