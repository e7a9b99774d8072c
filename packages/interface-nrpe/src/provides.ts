/** The monitored charm's side of nrpe: reads the name of the machine, and says which checks there are. */
import type { Databags, ProvidesSide, RelationView, State } from '@charm-layers/relation'
import { absent, awaiting, isFault, providesSide, ready } from '@charm-layers/relation'
import { defined } from '@charm-layers/relation/wire'
import { decodeChecks, encodeChecks, type Monitors, type Sections } from './answer.ts'
import { assertCheck, type Check } from './checks.ts'
import { type LocalChecks, localSections } from './local.ts'
import { decodeHost } from './request.ts'
import type { YamlMapping } from './yaml.ts'

/** Under what name Nagios knows the machine. */
export interface NagiosName {
  readonly hostname: string
  /** The option `nagios_host_context` of nrpe; it may be empty there. */
  readonly context?: string
}

/** The checks that a charm has. */
export interface NrpeChecks {
  readonly checks: readonly (Pick<Check, 'shortname' | 'maxCheckAttempts'> & Partial<Check>)[]
  /** Short names of checks to take back. Every other check that this unit ever announced stays. */
  readonly removed?: readonly string[]
  /** Checks for nrpe to write itself. */
  readonly local?: LocalChecks
  /** The charm is the principal of its machine. There is no `false`: a subordinate leaves it out. */
  readonly primary?: true
}

const read = (view: RelationView): State<NagiosName> => {
  if (view.remoteUnits.size === 0) return absent
  for (const bag of view.remoteUnits.values()) {
    const host = decodeHost(bag)
    if (isFault(host)) return host
    const { hostname, context } = host
    if (hostname !== undefined) return ready(defined<NagiosName>({ hostname, context }))
  }
  return awaiting('nagios_hostname')
}

const NONE: Monitors = { remote: {}, local: {} }

/** Gives the checks that this unit announced before; none if its document cannot be read. */
const before = (view: RelationView): Monitors => {
  const bag = decodeChecks({ monitors: view.localUnitData.monitors ?? '' })
  return isFault(bag) ? NONE : (bag.monitors ?? NONE)
}

const merged = (old: Sections, more: Sections): Sections => ({
  ...old,
  ...Object.fromEntries(Object.entries(more).map(([type, checks]) => [type, { ...old[type], ...checks }])),
})

/** @throws RangeError if a short name or a number of attempts cannot be written, or if there are too many checks. */
const write = (answer: NrpeChecks, view: RelationView): Databags => {
  const { checks, removed = [], local = {}, primary } = answer
  for (const check of checks) assertCheck(check)
  const old = before(view)
  const own = checks.map(({ shortname, maxCheckAttempts }): [string, YamlMapping] => [
    shortname,
    defined<YamlMapping>({ command: `check_${shortname}`, max_check_attempts: maxCheckAttempts }),
  ])
  const kept = Object.entries(old.remote.nrpe ?? {}).filter(([name]) => !removed.includes(name))
  const monitors: Monitors = {
    ...old,
    remote: { ...old.remote, nrpe: Object.fromEntries([...kept, ...own]) },
    local: merged(old.local, localSections(local)),
  }
  return { unit: encodeChecks({ monitors, ...(primary === undefined ? {} : { primary }) }) }
}

/** The provides side of the nrpe-external-master interface. */
export const provides: ProvidesSide<NagiosName, NrpeChecks> = providesSide('nrpe-external-master', read, write, { databags: 'unit' })
