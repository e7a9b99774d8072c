/** nrpe and the charms that it monitors in Python, as far as their relation shows: what they write, and which oddities they have. */
import { isFault } from '@charm-layers/relation'
import { type Counterpart, writeUnits } from '@charm-layers/relation/testing'
import { decodeChecks, encodeChecks } from '../answer.ts'
import { nagiosHostname } from '../checks.ts'
import { encodeHost } from '../request.ts'

/** What a test may choose about nrpe. */
export interface NrpeQuirks {
  /** Its option `nagios_host_context`: `juju`; may be empty. */
  readonly context?: string
  /** The principal of its machine, after which it names the machine: the own unit, which may be another subordinate. */
  readonly principal?: string
  /** Name of the machine, which it takes instead with the option `nagios_hostname_type`. */
  readonly machine?: string
}

/** What a test may choose about a monitored charm. */
export interface MonitoredQuirks {
  /** `charm-helpers`: a document of checks, added to the one before. `plain`: an interface layer that writes files alone, and a time. */
  readonly charm?: 'charm-helpers' | 'plain'
  readonly shortnames?: readonly string[]
  /** The charm is no principal: it says so, where silence would do. */
  readonly primary?: false
  /** The user and directories of nrpe are not there yet: charm-helpers stops without a word, and tries again in a later hook. */
  readonly tooEarly?: true
}

/** Plays nrpe for a charm that is monitored: that one provides the endpoint. It names the machine to whoever joins, checks or not. */
export const counterpartForProvider =
  ({ context = 'juju', principal, machine }: NrpeQuirks = {}): Counterpart =>
  (relation, local) => {
    const [unit] = Object.keys(local.units)
    if (unit === undefined) return relation
    // A name without a slash stays as it is.
    const hostname = nagiosHostname(context, machine ?? principal ?? unit)
    return writeUnits(relation, () => encodeHost({ hostname, context }))
  }

/** Plays a monitored charm for one such as nrpe: that one requires the endpoint. It needs no answer to announce its checks. */
export const counterpartForRequirer =
  ({ charm = 'charm-helpers', shortnames = ['trove-api'], primary, tooEarly }: MonitoredQuirks = {}): Counterpart =>
  (relation) =>
    writeUnits(relation, (before) => {
      // The real one writes the time of its hook.
      if (charm === 'plain') return { timestamp: before.timestamp || '2024-05-06T07:08:09.123456' }
      const said = { primary: primary === false ? 'False' : 'True' }
      const old = decodeChecks(before)
      // A document that it cannot read fails its hook.
      if (tooEarly || isFault(old)) return said
      const { remote = {}, ...rest } = old.monitors ?? { local: {} }
      const own = Object.fromEntries(shortnames.map((name) => [name, { command: `check_${name}` }]))
      const { monitors = '' } = encodeChecks({ monitors: { ...rest, remote: { ...remote, nrpe: { ...remote.nrpe, ...own } } } })
      return { ...said, monitors }
    })
