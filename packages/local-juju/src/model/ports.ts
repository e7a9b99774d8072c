import { unitsOn } from './lookup.ts'
import { Refused } from './refused.ts'
import type { Model } from './state.ts'
import type { PortRange, Unit } from './unit.ts'
import type { Frozen } from './values.ts'

/** Reads a range as `open-port` gives it: `80/tcp`, `1000-2000/udp`, `icmp`. */
export function parseRange(text: string): PortRange {
  if (text === 'icmp') return { from: 0, to: 0, protocol: 'icmp' }
  const match = /^(\d+)(?:-(\d+))?\/(tcp|udp)$/.exec(text)
  if (match === null) throw new Error(`"${text}" is no port range`)
  const from = Number(match[1])
  return { from, to: Number(match[2] ?? from), protocol: match[3] === 'udp' ? 'udp' : 'tcp' }
}

/** Writes a range as Juju does. */
export function rangeText({ from, to, protocol }: Frozen<PortRange>): string {
  if (protocol === 'icmp') return 'icmp'
  return from === to ? `${from}/${protocol}` : `${from}-${to}/${protocol}`
}

/** Opens a range of a unit on an endpoint (`''` = all); refuses what collides with another range on the machine. */
export function openRange(model: Model, unit: Unit, endpoint: string, range: PortRange): void {
  const own = unit.ports[endpoint] ?? []
  if (own.some((other) => rangeText(other) === rangeText(range))) return
  for (const other of unitsOn(model, unit.machine)) {
    for (const taken of Object.values(other.ports).flat()) {
      const same = other.name === unit.name && rangeText(taken) === rangeText(range)
      if (!same && overlaps(taken, range)) {
        throw new Refused(
          `cannot open ${rangeText(range)} (unit "${unit.name}"): port range conflicts with ${rangeText(taken)} (unit "${other.name}")`,
        )
      }
    }
  }
  unit.ports[endpoint] = [...own, range]
}

/** Closes a range; for all endpoints it is closed wherever it is open. */
export function closeRange(unit: Unit, endpoint: string, range: PortRange): void {
  for (const name of endpoint === '' ? Object.keys(unit.ports) : [endpoint]) {
    const kept = (unit.ports[name] ?? []).filter((other) => rangeText(other) !== rangeText(range))
    if (kept.length > 0) unit.ports[name] = kept
    else delete unit.ports[name]
  }
}

function overlaps(a: Frozen<PortRange>, b: Frozen<PortRange>): boolean {
  return a.protocol === b.protocol && a.protocol !== 'icmp' && a.from <= b.to && b.from <= a.to
}
