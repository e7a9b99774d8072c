/**
 * Compares services with systemd: a running service is enabled and active, a held one masked. A running service that is older than a file
 * it reads is restarted or reloaded, once.
 */

import type { ServiceStep } from '../../define/steps/index.ts'
import type { Host, ServiceOnHost, ServiceVerb } from '../../host/host.ts'
import { type Change, mustSucceed, type Round } from './change.ts'

/**
 * Gives when the newest of the files that this service reads was written. Times in the future are ignored: they come from a clock that
 * was set back, and would restart the service in every hook.
 */
function newestFile(name: string, by: 'restarts' | 'reloads', { host, clock, steps, modified: known }: Round): number {
  const now = clock.now()
  const read = steps.flatMap((step) =>
    step.kind === 'file' && step[by].includes(name) ? [known.get(step.path) ?? host.file(step.path)?.modified ?? 0] : [],
  )
  return Math.max(0, ...read.filter((modified) => modified <= now))
}

/**
 * Gives what starts a kept service again. A masked service was never configured, or is held, so it stays stopped. So does one that reads
 * a file which is newer than its last start: the charm restarts a service after it writes a file, so somebody else wrote that one.
 * `since` is 0 when systemd no longer knows the last start.
 */
function verbsToKeep({ reads }: ServiceStep, found: ServiceOnHost | undefined, { host }: Round): readonly ServiceVerb[] {
  if (!found?.known || found.masked || (found.active && found.enabled)) return []
  const stands = reads.every((path) => {
    const file = host.file(path)
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

/** Gives what to tell systemd, in this order, to make one service as it should be. */
async function verbsFor(step: ServiceStep, round: Round): Promise<readonly ServiceVerb[]> {
  const { name, state } = step
  const found = round.services.get(name)
  if (state === 'kept') return verbsToKeep(step, found, round)
  if (state === 'held') return !found?.masked || found.active ? ['mask'] : []
  const verbs: (ServiceVerb | undefined)[] = [
    found?.masked ? 'unmask' : undefined,
    !found?.enabled || found.masked ? 'enable' : undefined,
    found?.active ? await verbToReread(name, found, round) : 'start',
  ]
  return verbs.filter((verb) => verb !== undefined)
}

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
        const outcome = await round.host.manage(verb, names)
        // `notRunning` reports a service that does not start, with systemd's reason; the other services are started all the same.
        if (verb !== 'start' && verb !== 'restart') mustSucceed(`systemctl ${verb} ${names.join(' ')}`, outcome)
      }
    },
  }
}

/** Milliseconds in which most daemons that cannot use their configuration have exited. */
const settling = 1500
/** Milliseconds to wait for a service to listen: a daemon in Python may take ten seconds, and more on a busy machine. */
const patience = 60_000
const pause = 500
/**
 * A service that has run for more milliseconds than this is taken to listen. To look would cost each hook milliseconds: the kernel goes
 * through all its connections.
 */
const established = 2 * patience
/** How many milliseconds a service that systemd has started again by itself has to stay up to count as running. */
const unstable = 15_000

type Services = ReadonlyMap<string, ServiceOnHost>

interface Look {
  /** Services that do not run, each with the reason in systemd's words. */
  readonly down: readonly string[]
  /** Whether systemd has started a service again a short while ago, so that it may fail again. */
  readonly isUnsettled: boolean
  /** Services that do not listen on all their ports, each with those ports. */
  readonly silent: readonly string[]
}

const isListening = (port: string, host: Host): boolean => {
  const [number, protocol] = port.split('/')
  return host.isListening(Number(number), protocol === 'udp' ? 'udp' : 'tcp')
}

/**
 * Looks at services and ports once. A service that has ended since the look `before` counts as down, even when systemd calls it active
 * again.
 */
function look(wanted: readonly ServiceStep[], services: Services, before: Services | undefined, { host, clock }: Round): Look {
  const now = clock.now()
  const whyDown = (name: string): string | undefined => {
    const found = services.get(name)
    if (!found?.known) return 'no such unit'
    if (!found.active) return found.result || found.substate
    return found.restarts > (before?.get(name)?.restarts ?? 0) ? `${found.result || 'ended by itself'}, started again` : undefined
  }
  return {
    down: wanted.flatMap(({ name }) => {
      const why = whyDown(name)
      return why === undefined ? [] : [`${name} (${why})`]
    }),
    isUnsettled: wanted.some(({ name }) => {
      const { restarts = 0, since = 0 } = services.get(name) ?? {}
      return restarts > 0 && now - since < unstable
    }),
    silent: wanted.flatMap(({ name, ports }) => {
      const isYoung = now - (services.get(name)?.since ?? 0) < established
      const closed = isYoung ? ports.filter((port) => !isListening(port, host)) : []
      // The form in which the Python OpenStack charms print ports; a protocol other than TCP is added.
      return closed.length > 0 ? [`${name}: [${closed.map((port) => port.replace('/tcp', '')).join(', ')}]`] : []
    }),
  }
}

/**
 * Looks whether the services that should run do, after those that were started have had time to start or to fail. Gives a message for the
 * operator; undefined when all is well.
 */
export async function notRunning(round: Round): Promise<string | undefined> {
  const wanted = round.steps.filter((step): step is ServiceStep => step.kind === 'service' && step.state === 'running')
  if (wanted.length === 0) return undefined
  const services = (): Promise<Services> => round.host.services(wanted.map(({ name }) => name))
  const isFresh = round.started.size > 0
  if (isFresh) await round.clock.sleep(settling)
  // For a service that this hook has started, every later start by systemd counts. For the others, only those during this look count.
  const before = isFresh
    ? new Map([...round.services].map(([name, found]) => [name, round.started.has(name) ? { ...found, restarts: 0 } : found] as const))
    : round.services
  let found = look(wanted, isFresh ? await services() : round.services, before, round)
  let left = isFresh ? patience : found.isUnsettled ? unstable : 0
  while (found.down.length === 0 && (found.isUnsettled || found.silent.length > 0) && left > 0) {
    await round.clock.sleep(pause)
    left -= pause
    found = look(wanted, await services(), before, round)
  }
  if (found.down.length > 0) return `Services not running that should be: ${found.down.join(', ')}`
  return found.silent.length > 0 ? `Services with ports not open that should be: ${found.silent.join(', ')}` : undefined
}
