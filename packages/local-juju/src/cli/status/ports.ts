// Open ports, as lists and as the cell of the table.

import type { PortRange } from '../../model/unit.ts'
import type { Frozen } from '../../model/values.ts'

const rangeText = ({ from, to, protocol }: Frozen<PortRange>): string =>
  protocol === 'icmp' ? 'icmp' : `${from === to ? from : `${from}-${to}`}/${protocol}`

const compareRanges = (a: Frozen<PortRange>, b: Frozen<PortRange>): number =>
  a.protocol === b.protocol ? a.from - b.from || a.to - b.to : a.protocol < b.protocol ? -1 : 1

/** Lists the open ports of a unit over all its endpoints, each once: `8080/tcp`. */
export const openPorts = (byEndpoint: Frozen<Record<string, PortRange[]>>): readonly string[] => [
  ...new Set(Object.values(byEndpoint).flat().toSorted(compareRanges).map(rangeText)),
]

/** Writes the cell of the table: ports of one protocol together, `8080,8443/tcp`; sorted by length, then text. */
export const portsCell = (ports: readonly string[]): string => {
  const groups = new Map<string, { from: number; to: number }[]>()
  const bare: string[] = []
  for (const port of ports) {
    const [, from = '', to = from, protocol = ''] = /^(\d+)(?:-(\d+))?\/(\w+)$/.exec(port) ?? []
    if (from === '') bare.push(port)
    else groups.set(protocol, [...(groups.get(protocol) ?? []), { from: Number(from), to: Number(to) }])
  }
  const cells = [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([protocol, ranges]) => {
      const runs: { from: number; to: number }[] = []
      for (const range of ranges.sort((a, b) => a.from - b.from)) {
        const last = runs.at(-1)
        if (last && range.from === last.to + 1) last.to = range.to
        else runs.push({ ...range })
      }
      const texts = runs.map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`))
      return `${texts.sort((a, b) => a.length - b.length || (a < b ? -1 : 1)).join(',')}/${protocol}`
    })
  return [...bare, ...cells].join(' ')
}
