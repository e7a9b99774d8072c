/** The ports that a hook opens and closes, on top of those that the units of its machine have open. */
import { ToolError } from './error.ts'
import type { PortRange } from './pending.ts'
import type { World } from './world.ts'

/** A parsed range; icmp has no ports. */
export interface Range {
  readonly protocol: string
  readonly from: number
  readonly to: number
}

/** Writes a range as Juju does. */
export const showRange = ({ protocol, from, to }: Range): string => {
  if (protocol === 'icmp') return 'icmp'
  return from === to ? `${from}/${protocol}` : `${from}-${to}/${protocol}`
}

/** Reads a range that Juju wrote. */
export const readRange = (text: string): Range => {
  const [, from = '-1', to = from, protocol = 'icmp'] = /^(\d+)(?:-(\d+))?\/(\w+)$/u.exec(text) ?? []
  return { protocol, from: Number(from), to: Number(to) }
}

const overlaps = (a: Range, b: Range): boolean => a.protocol === b.protocol && a.from <= b.to && b.from <= a.to

/** Orders ranges by protocol, then by port. */
export const compareRanges = (a: Range, b: Range): number =>
  a.protocol === b.protocol ? a.from - b.from || a.to - b.to : a.protocol < b.protocol ? -1 : 1

/** Ports of one hook. */
export interface PortLedger {
  /** Throws a ToolError when the range is in the way of another. */
  open(range: Range, endpoint: string): void
  close(range: Range, endpoint: string): void
  /** Open ranges of the unit with this hook's changes, by endpoint. */
  current(): readonly { readonly range: Range; readonly endpoint: string }[]
  pending(): { readonly openPorts: readonly PortRange[]; readonly closePorts: readonly PortRange[] }
}

interface Entry {
  readonly range: Range
  readonly endpoint: string
}

const same = (a: Entry, b: Entry): boolean => a.endpoint === b.endpoint && showRange(a.range) === showRange(b.range)

/** Starts the ledger of a hook. */
export const createPortLedger = (world: World): PortLedger => {
  let opens: readonly Entry[] = []
  let closes: readonly Entry[] = []

  const machine = () =>
    Object.entries(world.openedPorts()).flatMap(([unit, endpoints]) =>
      Object.entries(endpoints).flatMap(([endpoint, ranges]) => ranges.map((text) => ({ unit, endpoint, range: readRange(text) }))),
    )

  const refuse = (verb: string, range: Range, other: { readonly range: Range; readonly unit: string }, suffix = ''): ToolError =>
    new ToolError(
      `cannot ${verb} ${showRange(range)} (unit "${world.unit}"): port range conflicts with ${showRange(other.range)} (unit "${other.unit}")${suffix}`,
    )

  /** A different range that overlaps, or the same one of another unit. */
  const conflict = (range: Range): ReturnType<typeof machine>[number] | undefined =>
    machine().find((other) => overlaps(range, other.range) && (other.unit !== world.unit || showRange(range) !== showRange(other.range)))

  const pendingConflict = (range: Range, entries: readonly Entry[]): Entry | undefined =>
    entries.find((other) => overlaps(range, other.range) && showRange(range) !== showRange(other.range))

  return {
    open: (range, endpoint) => {
      const entry = { range, endpoint }
      closes = closes.filter((other) => !same(entry, other))
      const earlier = pendingConflict(range, opens)
      if (earlier !== undefined) throw refuse('open', range, { ...earlier, unit: world.unit }, ' requested earlier')
      const other = conflict(range)
      if (other !== undefined) throw refuse('open', range, other)
      const isOpen = machine().some((one) => one.unit === world.unit && same(entry, one))
      if (!isOpen && !opens.some((one) => same(entry, one))) opens = [...opens, entry]
    },
    close: (range, endpoint) => {
      const entry = { range, endpoint }
      opens = opens.filter((other) => !same(entry, other))
      const earlier = pendingConflict(range, closes)
      if (earlier !== undefined) throw refuse('close', range, { ...earlier, unit: world.unit }, ' requested earlier')
      if (machine().length === 0) return
      const other = conflict(range)
      if (other !== undefined) throw refuse('close', range, other)
      if (!closes.some((one) => same(entry, one))) closes = [...closes, entry]
    },
    current: () => [
      ...machine().filter(({ unit, ...entry }) => unit === world.unit && !closes.some((other) => same(entry, other))),
      ...opens,
    ],
    pending: () => {
      const show = (entries: readonly Entry[]): readonly PortRange[] =>
        entries.map(({ range, endpoint }) => ({ range: showRange(range), endpoint }))
      return { openPorts: show(opens), closePorts: show(closes) }
    },
  }
}
