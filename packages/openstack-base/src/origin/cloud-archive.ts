/** Pockets of the Ubuntu Cloud Archive, and the ways in which operators name them. */
import { releaseTable } from '../release-table.ts'

const pockets: readonly { readonly series: string; readonly release: string }[] = [
  ...releaseTable.flatMap((one) => ('cloud' in one ? [{ series: one.cloud, release: one.name }] : [])),
  // No release of OpenStack, but a pocket of the same form.
  { series: 'focal', release: 'ovn-22.03' },
]
/** The series of the releases up to ocata, for which `{release}/updates` is a name too. */
const untilOcata = ['precise', 'trusty', 'xenial']

const spellings = (series: string, release: string): readonly (readonly [name: string, pocket: string])[] => {
  const updates = [release, `${series}-${release}`, `${series}-${release}/updates`, `${series}-updates/${release}`]
  const short = untilOcata.includes(series) && release !== 'pike' && release !== 'queens' ? [`${release}/updates`] : []
  const proposed = [`${release}/proposed`, `${series}-${release}/proposed`, `${series}-proposed/${release}`]
  return [
    ...[...updates, ...short].map((name) => [name, `${series}-updates/${release}`] as const),
    ...proposed.map((name) => [name, `${series}-proposed/${release}`] as const),
  ]
}

/** Finds the pocket, such as `jammy-updates/caracal`, that a name such as `jammy-caracal` or `caracal/proposed` stands for. */
export const cloudArchivePocket = (wanted: string): string | undefined => {
  const all = pockets.flatMap(({ series, release }) => spellings(series, release))
  // When a name fits several series, the one that is later in the table wins.
  return all.findLast(([name]) => name === wanted)?.[1]
}
