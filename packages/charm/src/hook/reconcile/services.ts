/**
 * Compares services with systemd: a running service is enabled and active, a held one masked. A running service that is older than a file
 * it reads is restarted or reloaded, once.
 */

import type { FileStep, ServiceStep } from '../../define/steps/index.ts'
import type { Host, ServiceOnHost, ServiceVerb } from '../../host/host.ts'
import { type Change, lookAtServices, mustSucceed, onMachine, type Round } from './change.ts'

/** Gives when a file was written; 0 when there is none. */
const modifiedOf = (path: string, { host, modified }: Round): number =>
  modified.get(path) ?? onMachine(`Reading ${path}`, () => host.file(path, 0))?.modified ?? 0

/** Gives when the newest of the files that this service reads was written. */
function newestFile(name: string, by: 'restarts' | 'reloads', round: Round): number {
  const read = round.steps.flatMap((step) => (step.kind === 'file' && step[by].includes(name) ? [modifiedOf(step.path, round)] : []))
  return Math.max(0, ...read)
}

/** A file of which so many bytes are blank counts as empty. */
const enoughToSee = 4096

/**
 * Gives what starts a kept service again. A masked service was never configured, or is held, so it stays stopped. So does one that reads
 * a file which is newer than its last start: the charm restarts a service after it writes a file, so somebody else wrote that one.
 * `since` is 0 when systemd no longer knows the last start.
 */
function verbsToKeep({ reads }: ServiceStep, found: ServiceOnHost | undefined, { host }: Round): readonly ServiceVerb[] {
  if (!found?.known || found.masked || (found.active && found.enabled)) return []
  const stands = reads.every((path) => {
    const file = onMachine(`Reading ${path}`, () => host.file(path, enoughToSee))
    return file !== undefined && file.content.trim() !== '' && (found.since === 0 || file.modified <= found.since)
  })
  if (!stands) return []
  return [...(found.enabled ? [] : (['enable'] as const)), ...(found.active ? [] : (['start'] as const))]
}

/**
 * Gives what makes a running service read its files again. It needs no note of what was written. When a hook is killed between the write
 * and the restart, the file stays newer than the service; when it is killed before a reload, the file stays newer than the last good
 * reload.
 */
async function verbToReread(name: string, found: ServiceOnHost, round: Round): Promise<ServiceVerb | undefined> {
  if (round.started.has(name)) return undefined
  if (newestFile(name, 'restarts', round) > found.since) return 'restart'
  const reloaded = newestFile(name, 'reloads', round)
  return reloaded > found.since && reloaded > (await round.host.lastReload(name)) ? 'reload' : undefined
}

/** Tells whether a service that runs has read a file since this time, as far as systemd knows. */
async function hasRead({ reloads }: FileStep, name: string, time: number, { host, services }: Round): Promise<boolean> {
  const found = services.get(name)
  return !found?.active || time <= found.since || (reloads.includes(name) && time <= (await host.lastReload(name)))
}

/**
 * Sets back the time of files from a time that is still to come, now that `names` have read them. The clock was set back since they were
 * written, or a hook wrote them while it was: every hook would find the services older than the files. A file that another service has
 * yet to read keeps its time.
 */
async function setBackTimes(names: readonly string[], before: number, round: Round): Promise<void> {
  const { host, reread, modified, steps } = round
  for (const name of names) reread.set(name, before)
  for (const step of steps) {
    if (step.kind !== 'file') continue
    const readers = [...step.restarts, ...step.reloads]
    if (!readers.some((name) => names.includes(name))) continue
    const time = modifiedOf(step.path, round)
    if (time <= before) continue
    const reads = await Promise.all(
      readers.map(async (name) => reread.get(name) ?? ((await hasRead(step, name, time, round)) ? time : undefined)),
    )
    const known = reads.filter((read) => read !== undefined)
    if (known.length < reads.length) continue
    const earliest = Math.min(...known)
    onMachine(`Writing ${step.path}`, () => host.setModified(step.path, earliest))
    modified.set(step.path, earliest)
  }
}

/** Gives what to tell systemd, in this order, to make one service as it should be. */
async function verbsFor(step: ServiceStep, round: Round): Promise<readonly ServiceVerb[]> {
  const { name, state } = step
  const found = round.services.get(name)
  if (state === 'kept') return verbsToKeep(step, found, round)
  if (state === 'held') return !found?.masked || found.active ? ['mask'] : []
  if (state === 'watched') return (found?.active ? [await verbToReread(name, found, round)] : []).filter((verb) => verb !== undefined)
  const verbs: (ServiceVerb | undefined)[] = [
    found?.masked ? 'unmask' : undefined,
    !found?.enabled || found.masked ? 'enable' : undefined,
    found?.active ? await verbToReread(name, found, round) : 'start',
  ]
  return verbs.filter((verb) => verb !== undefined)
}

const rereads: readonly ServiceVerb[] = ['start', 'restart', 'reload']

/**
 * Compares a service. Services next to each other in the list that need the same verbs are one change: daemons take seconds to stop, and
 * stop in parallel.
 */
export async function serviceChange(step: ServiceStep, round: Round): Promise<Change | undefined> {
  if (round.handled.has(step)) return undefined
  const verbs = await verbsFor(step, round)
  if (verbs.length === 0) return undefined
  const names: string[] = []
  for (const next of round.steps.slice(round.steps.indexOf(step))) {
    if (next.kind !== 'service' || next.state !== step.state || (await verbsFor(next, round)).join() !== verbs.join()) break
    round.handled.add(next)
    names.push(next.name)
  }
  return {
    text: verbs.map((verb) => `${verb} ${names.join(' ')}`).join(', '),
    act: async () => {
      for (const verb of verbs) {
        if (verb === 'start' || verb === 'restart') for (const name of names) round.started.add(name)
        const before = round.clock.now()
        const outcome = await round.host.manage(verb, names)
        if (outcome.code === 0 && rereads.includes(verb)) await setBackTimes(names, before, round)
        // `notRunning` reports a service that does not start, with systemd's reason; the other services are started all the same.
        if (verb !== 'start' && verb !== 'restart') mustSucceed(`systemctl ${verb} ${names.join(' ')}`, outcome)
      }
    },
  }
}

/** Milliseconds from its start in which most daemons that cannot use their configuration have exited, whoever started them. */
const settling = 1500
/**
 * Milliseconds from its start in which a service may begin to listen, whoever started it: a hook, a person, systemd after a boot. A daemon
 * in Python may take ten seconds, and more on a busy machine. A reload that opens a port has as long.
 */
const patience = 60_000
const pause = 500
/**
 * A service that has run for more milliseconds than this is taken to listen, unless this hook has reloaded it. To look would cost each hook
 * milliseconds: the kernel goes through all its connections.
 */
const established = 2 * patience
/** Milliseconds in which whatever starts a watched service, such as Pacemaker, has seen that it is down and has started it again. */
const othersPatience = 15_000
/** How many milliseconds a service that systemd has started again by itself has to stay up to count as running. */
const unstable = 15_000

type Services = ReadonlyMap<string, ServiceOnHost>

interface Look {
  /** Services that do not run, each with the reason in systemd's words. */
  readonly down: readonly string[]
  /** Whether something other than this hook starts all of those. */
  readonly isOthers: boolean
  /** Whether systemd has started a service again a short while ago, so that it may fail again. */
  readonly isUnsettled: boolean
  /** Services that do not listen on all their ports, each with those ports. */
  readonly silent: readonly string[]
  /** Whether one of those may still begin to. */
  readonly isEarly: boolean
}

const isListening = (port: string, host: Host): boolean => {
  const [number, protocol] = port.split('/')
  return host.isListening(Number(number), protocol === 'udp' ? 'udp' : 'tcp')
}

/**
 * Looks at services and ports once. A service that has ended since the look `before` counts as down, even when systemd calls it active
 * again.
 */
async function look(wanted: readonly ServiceStep[], services: Services, before: Services, round: Round): Promise<Look> {
  const { host, clock, reread } = round
  const whyDown = (name: string): string | undefined => {
    const found = services.get(name)
    if (!found?.known) return 'no such unit'
    if (!found.active) return found.result || found.substate
    return found.restarts > (before.get(name)?.restarts ?? 0) ? `${found.result || 'ended by itself'}, started again` : undefined
  }
  const age = (name: string): number => services.get(name)?.age ?? 0
  const silent = wanted.flatMap(({ name, ports }) => {
    const closed = age(name) < established || reread.has(name) ? ports.filter((port) => !isListening(port, host)) : []
    return closed.length > 0 ? [{ name, closed }] : []
  })
  const mayBegin = async (name: string): Promise<boolean> =>
    age(name) < patience || reread.has(name) || clock.now() - (await host.lastReload(name)) < patience
  return {
    down: wanted.flatMap(({ name }) => {
      const why = whyDown(name)
      return why === undefined ? [] : [`${name} (${why})`]
    }),
    isOthers: wanted.every(({ name, state }) => state === 'watched' || whyDown(name) === undefined),
    isUnsettled: wanted.some(({ name }) => (services.get(name)?.restarts ?? 0) > 0 && age(name) < unstable),
    // The form in which the Python OpenStack charms print ports; a protocol other than TCP is added.
    silent: silent.map(({ name, closed }) => `${name}: [${closed.map((port) => port.replace('/tcp', '')).join(', ')}]`),
    isEarly: (await Promise.all(silent.map(({ name }) => mayBegin(name)))).includes(true),
  }
}

/**
 * Looks whether the services that should run do, after those that were started a moment ago, by whomever, have had time to fail or to
 * listen. Gives a message for the operator; undefined when all is well.
 */
export async function notRunning(round: Round): Promise<string | undefined> {
  const wanted = round.steps.filter(
    (step): step is ServiceStep => step.kind === 'service' && (step.state === 'running' || step.state === 'watched'),
  )
  if (wanted.length === 0) return undefined
  const ask = (): Promise<Services> =>
    lookAtServices(
      round.host,
      wanted.map(({ name }) => name),
    )
  // For a service that this hook has started, every later start by systemd counts. For the others, only those during this look count.
  const before = new Map(
    [...round.services].map(([name, found]) => [name, round.started.has(name) ? { ...found, restarts: 0 } : found] as const),
  )
  let services = round.started.size > 0 ? await ask() : round.services
  const youngest = Math.min(...[...services.values()].flatMap(({ active, age }) => (active ? [age] : [])))
  if (youngest < settling) {
    await round.clock.sleep(settling - youngest)
    services = await ask()
  }
  let found = await look(wanted, services, before, round)
  // A service that is started again and again stays young, so the whole wait has an end as well.
  const begun = round.clock.monotonic()
  const isWorthWaiting = ({ down, isOthers, isUnsettled, isEarly }: Look): boolean =>
    down.length > 0
      ? isOthers && round.clock.monotonic() < begun + othersPatience
      : (isUnsettled || isEarly) && round.clock.monotonic() < begun + patience
  while (isWorthWaiting(found)) {
    await round.clock.sleep(pause)
    found = await look(wanted, await ask(), before, round)
  }
  if (found.down.length > 0) return `Services not running that should be: ${found.down.join(', ')}`
  return found.silent.length > 0 ? `Services with ports not open that should be: ${found.silent.join(', ')}` : undefined
}
