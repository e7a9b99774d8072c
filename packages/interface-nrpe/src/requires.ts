/** The nrpe charm's side: tells the name of the machine, and reads which checks there are. */
import type { RelationView, RequiresSide, State } from '@charm-layers/relation'
import { absent, awaiting, invalid, isFault, ready, requiresSide } from '@charm-layers/relation'
import { defined, numberOf } from '@charm-layers/relation/wire'
import { decodeChecks, type Monitors, type Sections } from './answer.ts'
import { isCheckName } from './checks.ts'
import { type LocalCommand, localCommands } from './local.ts'
import type { NagiosName } from './provides.ts'
import { decodeHost, encodeHost } from './request.ts'
import { isMapping, type Yaml } from './yaml.ts'

/** A check that the Nagios server can ask nrpe for. */
export interface RemoteCheck {
  /** Name of the command, such as `check_trove-api`. */
  readonly command: string
  readonly maxCheckAttempts?: number
}

/** What a charm has announced. */
export interface NrpeClient {
  /** Checks by short name, those of the local commands included. */
  readonly checks: ReadonlyMap<string, RemoteCheck>
  /** Files that nrpe writes for the charm. */
  readonly localCommands: readonly LocalCommand[]
  /** Checks that the Nagios server runs by itself, by type such as `http`. */
  readonly others: Sections
  /** Whether the charm says that it is the principal of its machine, for an nrpe that cannot find out by itself. */
  readonly primary: boolean
}

/** Reads a number of attempts; undefined for anything else, since nothing is known of the value but that YAML can hold it. */
const attemptsOf = (value: Yaml | undefined): number | undefined => {
  const number = typeof value === 'string' ? numberOf(value) : value
  return typeof number === 'number' && Number.isSafeInteger(number) && number > 0 ? number : undefined
}

/** Names of checks and commands, and words of a command of the server, parted by exclamation marks. */
const COMMAND = /^[\w.@-]+(?:![\w.@:/=%,+-]*)*$/

/** Reads a check, whose name and command become part of files and commands; undefined when they cannot. */
const remoteCheck = (name: string, options: Yaml): RemoteCheck | undefined => {
  const { command, max_check_attempts: attempts } = isMapping(options) ? options : { command: options, max_check_attempts: null }
  const text = typeof command === 'string' && command !== '' ? command : `check_${name}`
  if (!isCheckName(name) || text.length > 1024 || !COMMAND.test(text)) return undefined
  return defined<RemoteCheck>({ command: text, maxCheckAttempts: attemptsOf(attempts) })
}

const clientOf = ({ remote, local }: Monitors, primary: boolean): NrpeClient => {
  const { nrpe = {}, ...others } = remote
  const commands = localCommands(local)
  const checks = new Map<string, RemoteCheck>()
  for (const [name, options] of Object.entries(nrpe)) {
    const check = remoteCheck(name, options)
    if (check !== undefined) checks.set(name, check)
  }
  for (const { name } of commands) checks.set(name, { command: name })
  return { checks, localCommands: commands, others, primary }
}

const read = (view: RelationView, host: NagiosName): State<NrpeClient> => {
  const own = decodeHost(encodeHost(host))
  if (isFault(own)) return own
  if (own.hostname === undefined) return invalid('nagios_hostname', 'is empty')
  if (view.remoteUnits.size === 0) return absent
  for (const bag of view.remoteUnits.values()) {
    const sent = decodeChecks(bag)
    if (isFault(sent)) return sent
    // A unit that writes the time of its hook runs a plain interface layer: it announces no checks, and only writes their files.
    const monitors = sent.monitors ?? (sent.timestamp === undefined ? undefined : { remote: {}, local: {} })
    if (monitors !== undefined) return ready(clientOf(monitors, sent.primary === true))
  }
  return awaiting('monitors')
}

/** The requires side of the nrpe-external-master interface. */
export const requires: RequiresSide<NagiosName, NrpeClient> = requiresSide(
  'nrpe-external-master',
  read,
  (host) => ({ unit: encodeHost(host) }),
  {
    databags: 'unit',
  },
)
