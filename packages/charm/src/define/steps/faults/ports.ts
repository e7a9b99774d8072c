/** Ports, as Juju spells them. */
import { found, quoted } from './found.ts'
import type { Why } from './texts.ts'

/** A range of ports; one port is a range that ends where it begins. */
interface Range {
  readonly from: number
  readonly to: number
  readonly protocol: string
}

const highest = 65_535

/** Reads a port or a range of ports. */
const parsePort = (text: string): Range | undefined => {
  const [, from, to = from, protocol = ''] = text.match(/^([1-9]\d{0,4})(?:-([1-9]\d{0,4}))?\/(tcp|udp)$/) ?? []
  if (from === undefined || Number(to) > highest || Number(from) > highest) return undefined
  const isRange = text.includes('-')
  return isRange && Number(from) >= Number(to) ? undefined : { from: Number(from), to: Number(to), protocol }
}

/** Gives what is wrong with a port of `ports`; with `one`, with a port that a service listens on. */
export const portFault = (port: unknown, which: 'open' | 'one' = 'open'): Why => {
  if (typeof port !== 'string') return `a port is ${found(port)}`
  if (which === 'open' && port === 'icmp') return undefined
  const range = parsePort(port)
  if (range && (which === 'open' || range.from === range.to)) return undefined
  const [number = ''] = port.split('/')
  const why = /^-?\d+$/.test(number)
    ? `a port is a number from 1 to ${highest}`
    : `write 8779, '5354/udp'${which === 'open' ? ", '1000-2000/udp' or 'icmp'" : ''}`
  return `${quoted(port)} is no port: ${why}`
}

/** Gives what is wrong with ports that are open together: Juju refuses ranges that overlap. */
export const overlapFault = (open: readonly string[]): Why => {
  const seen: Range[] = []
  for (const text of open) {
    const range = parsePort(text)
    if (!range) continue
    const other = seen.find(({ from, to, protocol }) => protocol === range.protocol && from <= range.to && range.from <= to)
    const same = other?.from === range.from && other.to === range.to
    if (other && !same)
      return `${quoted(text)} overlaps with ${quoted(`${other.from}${other.to === other.from ? '' : `-${other.to}`}/${other.protocol}`)}`
    seen.push(range)
  }
  return undefined
}
