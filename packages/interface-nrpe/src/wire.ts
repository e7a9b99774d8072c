/**
 * The nrpe wire: one codec for each databag. Reading is tolerant and never throws; writing is strict and in one order. All keys are raw
 * strings in unit databags, but for `monitors`, which is a YAML document.
 */
import type { Databag, State } from '@charm-layers/relation'
import { isHostname } from './checks.ts'
import { isMapping, isTooMuch, parseYaml, printYaml, type Yaml, type YamlMapping } from './yaml.ts'

/** What is wrong with one key. */
export type Fault = Extract<State<never>, { state: 'invalid' }>

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
  /** Written by plain interface layers to force an event; never by us. */
  readonly timestamp?: string
}

/** What nrpe has written. */
export interface HostBag {
  readonly hostname?: string
  readonly context?: string
}

export const invalid = (key: string, why: string): Fault => ({ state: 'invalid', key, why })

/** Tells a fault from what a codec has read. */
export const isFault = (value: object): value is Fault => 'state' in value && value.state === 'invalid'

const printMonitors = ({ version, remote, local }: Monitors): string => {
  const sections = { remote, ...(Object.keys(local).length === 0 ? {} : { local }) }
  const text = printYaml({ monitors: sections, ...(version === undefined ? {} : { version }) })
  // The next write would find nothing to add to.
  if (isTooMuch(text)) throw new RangeError('monitors: the checks take more than 64 KiB, or have a hundred words with a star in front')
  return text
}

/** Reads the types of a section; one that is empty holds null in YAML. */
const sectionsOf = (value: Yaml | undefined): Sections | undefined => {
  if (value === undefined || value === null) return {}
  if (!isMapping(value)) return undefined
  const types = Object.entries(value).map(([type, checks]) => [type, checks ?? {}] as const)
  if (!types.every((entry): entry is readonly [string, YamlMapping] => isMapping(entry[1]))) return undefined
  return Object.fromEntries(types)
}

const decodeMonitors = (text: string): { readonly monitors: Monitors } | Fault => {
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
  return { monitors: { ...(hasVersion ? { version: String(version) } : {}), remote, local } }
}

/**
 * Writes what a charm sends; every key is named, the empty ones so that they go away. nrpe takes an absent `primary` for no.
 * @throws RangeError if there are too many checks.
 */
export const encodeChecks = ({ monitors, primary, timestamp }: ChecksBag): Databag => ({
  monitors: monitors === undefined ? '' : printMonitors(monitors),
  primary: primary ? 'True' : '',
  ...(timestamp === undefined ? {} : { timestamp }),
})

/** Reads what a charm has sent. */
export const decodeChecks = (bag: Databag): ChecksBag | Fault => {
  const decoded = bag.monitors ? decodeMonitors(bag.monitors) : {}
  if (isFault(decoded)) return decoded
  return {
    ...decoded,
    ...(bag.primary?.toLowerCase() === 'true' ? { primary: true } : {}),
    ...(bag.timestamp ? { timestamp: bag.timestamp } : {}),
  }
}

/** Writes what nrpe sends; every key is named, the empty ones so that they go away. */
export const encodeHost = ({ hostname, context }: HostBag): Databag => ({
  nagios_hostname: hostname ?? '',
  nagios_host_context: context ?? '',
})

/** Reads what nrpe has sent. The host name becomes part of names of files, both become parts of lines. */
export const decodeHost = (bag: Databag): HostBag | Fault => {
  const { nagios_hostname: hostname, nagios_host_context: context } = bag
  if (hostname && !isHostname(hostname)) return invalid('nagios_hostname', 'has a slash, a control character or a sign that Nagios forbids')
  if (context && /\p{Cc}/u.test(context)) return invalid('nagios_host_context', 'has a control character')
  return { ...(hostname ? { hostname } : {}), ...(context ? { context } : {}) }
}
