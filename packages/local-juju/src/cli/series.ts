// Series, as bases were named before Juju 3.

const bases: ReadonlyMap<string, string> = new Map([
  ['bionic', 'ubuntu@18.04'],
  ['focal', 'ubuntu@20.04'],
  ['jammy', 'ubuntu@22.04'],
  ['noble', 'ubuntu@24.04'],
])

/** Gives the base that a series names; the series itself where it is none of Ubuntu's long-supported ones, to be refused as a base. */
export const seriesBase = (name: string): string => bases.get(name) ?? name
