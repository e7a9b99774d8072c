// `--constraints`: kept with the application and shown. Machines here have what the host has.
import { CliError } from './errors.ts'

const known = new Set(
  'allocate-public-ip arch container cores cpu-cores cpu-power image-id instance-role instance-type mem root-disk root-disk-source spaces tags virt-type zones'.split(
    ' ',
  ),
)
const sizes = new Set(['mem', 'root-disk'])
const counts = new Set(['cores', 'cpu-cores', 'cpu-power'])

/** Checks constraints as Juju parses them and gives them as one text. */
export const readConstraints = (texts: readonly string[]): string => {
  const words = texts.flatMap((text) => text.split(/\s+/)).filter((word) => word !== '')
  for (const word of words) {
    const [, name = '', value = ''] = /^([^=]*)=(.*)$/s.exec(word) ?? []
    if (name === '') throw new CliError(`malformed constraint ${JSON.stringify(word)}`)
    if (!known.has(name)) throw new CliError(`unknown constraint ${JSON.stringify(name)}`)
    const bad = (why: string): CliError => new CliError(`bad ${JSON.stringify(name)} constraint: ${why}`)
    if (value === '') continue
    if (sizes.has(name) && !/^\d+(?:\.\d+)?[MGTP]?$/.test(value)) throw bad('must be a non-negative float with optional M/G/T/P suffix')
    if (counts.has(name) && !/^\d+$/.test(value)) throw bad('must be a non-negative integer')
  }
  return words.join(' ')
}
