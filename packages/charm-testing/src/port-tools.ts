/** `open-port` and `close-port`, with what Juju 3.6 refuses. */
import type { ToolResult } from '@charm-layers/charm/ports'
import { type Juju, no, ok, surplus, wordsOf } from './juju.ts'

interface Range {
  readonly from: number
  readonly to: number
  readonly protocol: string
}

const spelled = ({ from, to, protocol }: Range): string =>
  protocol === 'icmp' ? 'icmp' : `${from === to ? from : `${from}-${to}`}/${protocol}`

/** Reads a port as Juju does; gives Juju's refusal as a text. */
function parse(word: string): Range | string {
  const text = word.toLowerCase()
  if (text === 'icmp') return { from: -1, to: -1, protocol: 'icmp' }
  const at = text.indexOf('/')
  const [numbers, protocol] = at === -1 ? [text, 'tcp'] : [text.slice(0, at), text.slice(at + 1)]
  if (protocol === 'icmp') return `protocol "icmp" doesn't support any ports; got "${numbers}"`
  if (protocol !== 'tcp' && protocol !== 'udp') return `invalid protocol "${protocol}", expected "tcp", "udp", or "icmp"`
  const parts = numbers.split('-')
  if (parts.length > 2) return `invalid port range "${numbers}"`
  const wrong = parts.find((part) => !/^\+?\d+$/.test(part))
  if (wrong !== undefined) return `invalid port "${wrong}": strconv.Atoi: parsing "${wrong}": invalid syntax`
  const [from = 0, to = from] = parts.map(Number)
  if (from > to) return `invalid port range ${from}-${to}/${protocol}`
  return to > 65_535 ? `port range bounds must be between 0 and 65535, got ${from}-${to}` : { from, to, protocol }
}

/** Finds an open range that overlaps with this one, and is not the same. */
const conflict = (open: Iterable<string>, range: Range): string | undefined =>
  [...open].find((text) => {
    const other = parse(text)
    if (typeof other === 'string' || spelled(other) === spelled(range) || other.protocol !== range.protocol) return false
    return other.from <= range.to && range.from <= other.to
  })

/** Makes one of the two tools. */
export const portTool =
  (verb: 'open' | 'close') =>
  ({ unit, written: { openPorts } }: Juju, words: readonly string[]): ToolResult => {
    const [word, ...rest] = wordsOf(words)
    if (word === undefined) return no('no port or range specified', 2)
    const refused = surplus(rest)
    if (refused) return refused
    const range = parse(word)
    if (typeof range === 'string') return no(range, 2)
    const text = spelled(range)
    const other = conflict(openPorts, range)
    if (other !== undefined) return no(`cannot ${verb} ${text} (unit "${unit}"): port range conflicts with ${other} (unit "${unit}")`)
    if (verb === 'open') openPorts.add(text)
    else openPorts.delete(text)
    return ok()
  }
