/** Networks in CIDR notation, such as `access-network`: the network in which percona-cluster lets clients in. */
import { addressBytes } from './host.ts'

interface Network {
  readonly base: readonly number[]
  readonly bits: number
}

const networkOf = (text: string): Network | undefined => {
  const [base = '', length = '', more] = text.length > 49 ? [] : text.split('/', 3)
  const bytes = addressBytes(base)
  if (bytes === undefined || more !== undefined || !/^(?:0|[1-9]\d{0,2})$/.test(length)) return undefined
  const bits = Number(length)
  return bits > bytes.length * 8 ? undefined : { base: bytes, bits }
}

/** Reads a network such as `10.5.2.0/24`, and gives it as it is; undefined for any other text. */
export const parseNetwork = (text: string): string | undefined => (networkOf(text) === undefined ? undefined : text)

/** Tells whether an address is in a network such as `10.5.2.0/24`; undefined when either text is a name or otherwise malformed. */
export const isInside = (address: string, network: string): boolean | undefined => {
  const [own, net] = [addressBytes(address), networkOf(network)]
  if (own === undefined || net === undefined) return undefined
  if (own.length !== net.base.length) return false
  return own.every((byte, index) => {
    const mask = 255 & (0xff00 >> Math.min(8, Math.max(0, net.bits - index * 8)))
    return (byte & mask) === ((net.base[index] ?? 0) & mask)
  })
}
