/** The databag of a monitored charm: its checks, in a YAML document. No application databag is used. */
import { type Databag, type Fault, invalid, isFault } from '@charm-layers/relation'
import { defined, textOf } from '@charm-layers/relation/wire'
import { isMapping, isTooMuch, parseYaml, printYaml, type Yaml, type YamlMapping } from './yaml.ts'

/** Checks by type, then by name. */
export type Sections = Readonly<Record<string, YamlMapping>>

/** The document of the key `monitors`. */
export interface Monitors {
  readonly version?: string
  /** What a server can ask for: `nrpe`, and types such as `http` that it runs by itself. */
  readonly remote: Sections
  /** What nrpe is to write itself. */
  readonly local: Sections
}

/** What a charm has written. */
export interface ChecksBag {
  readonly monitors?: Monitors
  /** The sender is the principal of its machine, not a subordinate. */
  readonly primary?: true
  /** Plain interface layers write it to force an event; this package never does. */
  readonly timestamp?: string
}

const printMonitors = ({ version, remote, local }: Monitors): string => {
  const sections = { remote, ...(Object.keys(local).length === 0 ? {} : { local }) }
  const text = printYaml({ monitors: sections, ...(version === undefined ? {} : { version }) })
  // Our own reader would refuse this document, and the next write would begin a new one.
  if (isTooMuch(text)) throw new RangeError('monitors: the checks take more than 64 KiB, or have a hundred words with a star in front')
  return text
}

/** Reads the types of a section. An empty section is null in YAML. */
const sectionsOf = (value: Yaml | undefined): Sections | undefined => {
  if (value === undefined || value === null) return {}
  if (!isMapping(value)) return undefined
  const types = Object.entries(value).map(([type, checks]) => [type, checks ?? {}] as const)
  if (!types.every((entry): entry is readonly [string, YamlMapping] => isMapping(entry[1]))) return undefined
  return Object.fromEntries(types)
}

const decodeMonitors = (text: string): Monitors | Fault => {
  const document = parseYaml(text)
  if (document === undefined) return invalid('monitors', 'is not a YAML document')
  const monitors = isMapping(document) ? (document.monitors ?? {}) : undefined
  if (!isMapping(document) || !isMapping(monitors)) return invalid('monitors', 'has no mapping named monitors')
  const remote = sectionsOf(monitors.remote)
  const local = sectionsOf(monitors.local)
  if (remote === undefined) return invalid('monitors', 'has a remote section that does not map types to checks')
  if (local === undefined) return invalid('monitors', 'has a local section that does not map types to checks')
  const { version } = document
  const hasVersion = typeof version === 'string' || typeof version === 'number'
  return { ...(hasVersion ? { version: String(version) } : {}), remote, local }
}

/**
 * Writes what a charm sends. Every key is named: an empty value removes the key from the databag. nrpe takes an absent `primary` for no.
 * @throws RangeError if there are too many checks.
 */
export const encodeChecks = ({ monitors, primary, timestamp }: ChecksBag): Databag => ({
  monitors: monitors === undefined ? '' : printMonitors(monitors),
  primary: primary ? 'True' : '',
  ...(timestamp === undefined ? {} : { timestamp }),
})

/** Reads what a charm has sent. */
export const decodeChecks = (bag: Databag): ChecksBag | Fault => {
  const decoded = bag.monitors ? decodeMonitors(bag.monitors) : undefined
  if (isFault(decoded)) return decoded
  return defined<ChecksBag>({
    monitors: decoded,
    primary: bag.primary?.toLowerCase() === 'true' ? true : undefined,
    timestamp: textOf(bag, 'timestamp'),
  })
}
