// Whether the registries have something newer than the tables. They are asked in the nightly run, and by `npm run newest`.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isAtLeast, releaseOfSeries, releaseOfVersion, releases } from '@charm-layers/openstack-base'
import { describe, expect, test } from 'vitest'
import { skipFor } from '../../../tools/skip.ts'
import { troveReleases } from '../src/trove.ts'

/** Tells of a version of Trove that is in no table. */
function newerTrove(version: string): readonly string[] {
  if (releaseOfVersion(troveReleases, version) !== undefined) return []
  const newest = Object.keys(troveReleases).at(-1)
  return [
    `PyPI has trove ${version}; the table of packages/openstack-base/src/release-table.ts ends at ${releases.at(-1)}, trove ${newest}`,
  ]
}

/** Tells of each series that has been released since a day, and is in no table. The rows are those of the package distro-info-data. */
function newerSeries(distribution: string, csv: string, since: string, today: string): readonly string[] {
  const [head = '', ...rows] = csv.trim().split('\n')
  const at = (name: string): number => head.split(',').indexOf(name)
  return rows.flatMap((row) => {
    const cells = row.split(',')
    const cell = (name: string): string => cells[at(name)] ?? ''
    const [version, series, released] = [cell('version'), cell('series'), cell('release')] as const
    if (released === '' || released < since || released > today || releaseOfSeries(series) !== undefined) return []
    return [
      `${distribution} ${version} (${series}) was released on ${released} and is in no line of packages/openstack-base/src/release-table.ts`,
    ]
  })
}

const asked = process.env.ASK_REGISTRIES ? undefined : 'asks PyPI and the archive: npm run newest'
const today = new Date().toISOString().slice(0, 10)
/** The first series that the charms are made for came out in 2022; what is older and in no table stays so. */
const since = '2022-01-01'

describe('the tables know what there is', { ...skipFor(asked), timeout: 120_000 }, () => {
  test('Trove on PyPI', () => {
    const said = execFileSync('python3', ['-m', 'pip', 'index', 'versions', 'trove'], { encoding: 'utf8' })
    const [, version = ''] = /^trove \(([\d.]+)\)/.exec(said) ?? []
    expect(version).toMatch(/^\d+\./)
    expect(newerTrove(version)).toEqual([])
  })

  test('the series of Ubuntu and Debian', () => {
    const folder = mkdtempSync(join(tmpdir(), 'newest-'))
    try {
      execFileSync('apt-get', ['download', '--quiet=2', 'distro-info-data'], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] })
      const [file = ''] = readdirSync(folder).filter((name) => name.endsWith('.deb'))
      execFileSync('dpkg-deb', ['--extract', file, folder], { cwd: folder })
      const told = ['Ubuntu', 'Debian'].flatMap((one) =>
        newerSeries(one, readFileSync(join(folder, 'usr/share/distro-info', `${one.toLowerCase()}.csv`), 'utf8'), since, today),
      )
      expect(told).toEqual([])
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})

describe('what is newer is told by its name', () => {
  test('a version of Trove', () => {
    expect(newerTrove('99.0.0')).toEqual([expect.stringMatching(/^PyPI has trove 99\.0\.0; .* ends at [a-z]+, trove \d+$/)])
    expect(newerTrove('26.0.1')).toEqual([])
  })

  test('a series that has been released, and no other', () => {
    const csv =
      'version,codename,series,created,release,eol\n9.04,Old,old,2008-01-01,2009-01-01,2010-01-01\n22.04 LTS,Jammy,jammy,2021-10-14,2022-04-21,2027-06-01\n99.04,Zany,zany,2025-01-01,2026-01-01,2027-01-01\n99.10,Later,later,2026-01-01,2099-01-01,2100-01-01\n100,Sid,sid,1993-01-01\n'
    expect(newerSeries('Ubuntu', csv, since, '2026-06-01')).toEqual([
      'Ubuntu 99.04 (zany) was released on 2026-01-01 and is in no line of packages/openstack-base/src/release-table.ts',
    ])
  })
})

test('each release of Trove is newer than the one before', () => {
  const all = Object.values(troveReleases)
  expect(troveReleases).toMatchObject({ 5: 'mitaka', 17: 'yoga', 18: 'zed', 21: 'caracal', 26: 'hibiscus' })
  expect(all.every((one, index) => index === 0 || isAtLeast(one, all[index - 1] ?? one))).toBe(true)
})
