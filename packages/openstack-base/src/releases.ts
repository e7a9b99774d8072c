/** The releases of OpenStack in their order, and the release that each series of a distribution brings. */
import { upstreamVersion } from '@charm-layers/charm'
import { releaseTable } from './release-table.ts'

/** Name of an OpenStack release, in the spelling of the Ubuntu archive: `antelope`, not `2023.1`. */
export type Release = (typeof releaseTable)[number]['name']

/**
 * The releases from the oldest to the newest. They compare by their place in this list: the order of letters would put antelope before
 * zed.
 */
export const releases: readonly Release[] = releaseTable.map(({ name }) => name)

/** Finds a release by its name. */
export const parseRelease = (name: string): Release | undefined => releases.find((release) => release === name)

/** Tells whether the first release is the second one or newer. */
export const isAtLeast = (release: Release, other: Release): boolean => releases.indexOf(release) >= releases.indexOf(other)

/** Values, each by the first release that it is for. */
export type ByRelease<T> = Readonly<Partial<Record<Release, T>>>

/** Takes the value for a release: that of the newest release in the list which is not newer. */
export const since = <T>(values: ByRelease<T>, release: Release): T | undefined =>
  releases
    .slice(0, releases.indexOf(release) + 1)
    .map((one) => values[one])
    .findLast((value) => value !== undefined)

/** Gives the release that a series of a distribution brings; undefined for an unknown series. */
export const releaseOfSeries = (series: string): Release | undefined =>
  releaseTable.find(({ series: its }: { readonly series: readonly string[] }) => its.includes(series))?.name

/**
 * Makes the table of a charm whose service has a new major version in each release, as those of OpenStack have had since mitaka: the releases
 * by their major versions, from the first one on.
 */
export const majorVersions = (first: Release, major: number): Readonly<Record<string, Release>> =>
  Object.fromEntries(releases.slice(releases.indexOf(first)).map((release, index) => [String(major + index), release]))

/**
 * Finds the release of a package version in a charm's table, by the longest prefix of one to three numbers. Of versions such as
 * `2023.1.2`, at most two numbers count.
 */
export function releaseOfVersion(versions: Readonly<Record<string, Release>>, version: string): Release | undefined {
  const numbers = upstreamVersion(version).match(/\d+/g) ?? []
  const most = numbers[0]?.startsWith('20') && numbers[0].length === 4 ? 2 : 3
  for (let length = most; length > 0; length -= 1) {
    const found = versions[numbers.slice(0, length).join('.')]
    if (found !== undefined) return found
  }
  return undefined
}
