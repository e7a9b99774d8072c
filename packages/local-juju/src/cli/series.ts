// Series, as bases were named before Juju 3.

const series: Readonly<Record<string, string>> = { bionic: '18.04', focal: '20.04', jammy: '22.04', noble: '24.04' }

/** Gives the base that a series names; the series itself where it is none of Ubuntu's long-supported ones, to be refused as a base. */
export const seriesBase = (name: string): string => (series[name] === undefined ? name : `ubuntu@${series[name]}`)
