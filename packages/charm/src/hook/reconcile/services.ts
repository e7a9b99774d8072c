/**
 * Compares services with systemd: a running service is enabled and active, a held one masked. A running service that is older than a file
 * it reads is restarted or reloaded, once.
 */

import type { DrainedStep, FileStep, ServiceStep } from '../../define/steps/index.ts'
import type { ServiceOnHost, ServiceVerb } from '../../host/host.ts'
import { type Change, mustSucceed, onMachine, type Round } from './change.ts'
import { listens, serves } from './running.ts'

/** Gives when a file was written; 0 when there is none. */
const modifiedOf = (path: string, { host, modified }: Round): number =>
  modified.get(path) ?? onMachine(`Reading ${path}`, () => host.file(path, 0))?.modified ?? 0

/** Gives when the newest of the files that this service reads was written. */
function newestFile(name: string, by: 'restarts' | 'reloads', round: Round): number {
  let newest = 0
  for (const step of round.steps)
    if (step.kind === 'file' && step[by].includes(name)) newest = Math.max(newest, modifiedOf(step.path, round))
  return newest
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

/** Tells whether a service is older than a file that it reads only when it starts. */
const isDue = (name: string, found: ServiceOnHost, round: Round): boolean => newestFile(name, 'restarts', round) > found.since

/** Notes every service whose restart is held back, so that the charm's function is called with all of them. */
function noteHeld(round: Round): void {
  for (const step of round.steps) {
    const found = step.kind === 'service' && step.state === 'running' ? round.services.get(step.name) : undefined
    if (found && step.kind === 'service' && isDue(step.name, found, round)) round.held.add(step.name)
  }
}

/**
 * Gives what makes a running service read its files again. It needs no note of what was written. When a hook is killed between the write
 * and the restart, the file stays newer than the service; when it is killed before a reload, the file stays newer than the last good
 * reload.
 */
async function verbToReread(name: string, found: ServiceOnHost, round: Round): Promise<ServiceVerb | undefined> {
  if (round.started.has(name)) return undefined
  if (isDue(name, found, round)) {
    if (!round.steps.some(({ kind }) => kind === 'hold-restarts') || !serves(round)) return 'restart'
    noteHeld(round)
  }
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
  const act = async (): Promise<void> => {
    for (const verb of verbs) {
      if (verb === 'start' || verb === 'restart')
        for (const name of names) {
          round.started.add(name)
          round.held.delete(name)
        }
      const before = round.clock.now()
      const outcome = await round.host.manage(verb, names)
      if (outcome.code === 0 && rereads.includes(verb)) await setBackTimes(names, before, round)
      // `notRunning` reports a service that does not start, with systemd's reason; the other services are started all the same.
      if (verb !== 'start' && verb !== 'restart') mustSucceed(`systemctl ${verb} ${names.join(' ')}`, outcome)
    }
  }
  const text = verbs.map((verb) => `${verb} ${names.join(' ')}`).join(', ')
  const drains = verbs.includes('restart') ? drainsOf(names, round) : []
  if (drains.length === 0) return { text, act }
  const led = drains.map(({ service }) => service).join(' ')
  return {
    text: `drain ${led}, ${text}`,
    announce: `Restarting ${led}: waiting for requests to finish`,
    act: async () => (await import('./drain.ts')).drainedRestart(drains, round, act),
  }
}

/** Gives what says how clients are led away from these services, for those that have clients now. */
const drainsOf = (names: readonly string[], round: Round): readonly DrainedStep[] =>
  round.steps.filter((step): step is DrainedStep => step.kind === 'drained' && names.includes(step.service) && listens(step.service, round))
