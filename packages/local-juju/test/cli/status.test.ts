import { describe, expect, test } from 'vitest'
import { portsCell } from '../../src/cli/status/ports.ts'
import { oneline, summary, tabular } from '../../src/cli/status/tabular.ts'
import type { RelationRow, StatusView } from '../../src/cli/status/types.ts'
import { dataFrom, recording } from './recordings.ts'

const viewOf = (n: number): StatusView => dataFrom(JSON.parse(recording(n).stdout)) as unknown as StatusView

const relations: readonly RelationRow[] = [
  { provider: 'alpha:ring', requirer: 'alpha:ring', interface: 'rec-ring', type: 'peer', message: '' },
  { provider: 'alpha:db', requirer: 'beta:database', interface: 'rec-db', type: 'regular', message: '' },
  { provider: 'alpha:juju-info', requirer: 'gamma:host', interface: 'juju-info', type: 'subordinate', message: '' },
]

/** The clock went on between the recorded calls, and a message moved to another unit: only these two are put aside. */
const still = (text: string): string =>
  text
    .replace(/\d\d:\d\d:\d\dZ/, '00:00:00Z')
    .replaceAll(/ring saw \S+ from \S+/g, 'ring saw')
    .replaceAll(/from alpha\/\d/g, 'from')

describe('the table of status', () => {
  test('is what Juju prints of the same model, subordinates and relations included', () => {
    expect(still(tabular(viewOf(39), relations))).toBe(still(recording(38).stdout))
  })

  test('shows a failed hook', () => {
    const { machines, ...rest } = viewOf(67)
    expect(tabular({ ...rest, machines }, undefined)).toContain(
      'delta/0*  error     idle   0        10.91.0.11             hook failed: "config-changed"\n',
    )
  })

  test('short is one line per unit', () => {
    expect(oneline(viewOf(39))).toBe(recording(41).stdout)
  })

  test('summary counts by state', () => {
    const blanks = (text: string): string => text.replaceAll(/[ ]+/g, ' ').replaceAll(/ \n/g, '\n').replaceAll(/\n /g, '\n')
    expect(blanks(summary(viewOf(39)).replace('10.91.0.12/8', '')).replace(',\n', '\n')).toBe(blanks(recording(43).stdout))
  })
})

test('ports of one protocol stand together, runs as ranges', () => {
  expect(portsCell(['8080/tcp', '8443/tcp'])).toBe('8080,8443/tcp')
  expect(portsCell(['7001/tcp', '7002/tcp', '8080/tcp'])).toBe('8080,7001-7002/tcp')
  expect(portsCell(['53/udp', '80/tcp', 'icmp'])).toBe('icmp 80/tcp 53/udp')
})
