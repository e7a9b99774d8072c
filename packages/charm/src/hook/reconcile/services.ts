/** Services of systemd: running ones are enabled and active, held ones masked; one that is older than a file it reads is restarted or reloaded, once. */

import type { ServiceStep } from '../../define/steps/index.ts'
import type { Host, ServiceOnHost, ServiceVerb } from '../../host/host.ts'
import { type Change, mustSucceed, type Round } from './change.ts'

/** When the newest of the files that this service reads was written. A time to come, left by a clock that was set back, says nothing. */
function newestFile(name: string, by: 'restarts' | 'reloads', { host, clock, steps, modified: known }: Round): number {
  const now = clock.now()
  const read = steps.flatMap((step) =>
    step.kind === 'file' && step[by].includes(name) ? [known.get(step.path) ?? host.file(step.path)?.modified ?? 0] : [],
  )
  return Math.max(0, ...read.filter((modified) => modified <= now))
}

/**
 * What brings a kept service back. A mask says that it was never configured, or is held. A file that is newer than the last start was
 * changed by somebody else: what the charm writes it is started with. systemd may have forgotten that start.
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
 * What makes a running service read its files anew. No memory of what was written is needed: a hook killed between the file and the
 * restart leaves the file newer than the service, and one killed before a reload leaves it newer than the last reload that went well.
 */
async function verbToReread(name: string, found: ServiceOnHost, round: Round): Promise<ServiceVerb | undefined> {
  if (round.started.has(name)) return undefined
  if (newestFile(name, 'restarts', round) > found.since) return 'restart'
  const reloaded = newestFile(name, 'reloads', round)
  return reloaded > found.since && reloaded > (await round.host.lastReload(name)) ? 'reload' : undefined
}

/** What systemd has to be told, in this order, for one service to be as it should. */
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

/** Services that follow each other in the list and need the same are told together: daemons take seconds to stop, and stop side by side. */
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
        // One that does not start is reported below, with the reason that systemd knows; the others still get their turn.
        if (verb !== 'start' && verb !== 'restart') mustSucceed(`systemctl ${verb} ${names.join(' ')}`, outcome)
      }
    },
  }
}

/** Long enough for a daemon that dies of its configuration to have died, in most cases. */
const settling = 1500
/** A daemon in Python may take ten seconds to listen, on a busy machine more. */
const patience = 60_000
const pause = 500
/** One that has run for longer has listened by now. To look costs milliseconds of each hook: the kernel goes through every connection there is. */
const established = 2 * patience
/** How long one that systemd has started again by itself has to stay up to count as running. */
const unstable = 15_000

type Services = ReadonlyMap<string, ServiceOnHost>

interface Look {
  /** Services that do not run, with the reason in systemd's words. */
  readonly down: readonly string[]
  /** Whether one has died not long ago, and may die again. */
  readonly isUnsettled: boolean
  /** Services that do not listen on their port. */
  readonly silent: readonly string[]
}

const isListening = (port: string, host: Host): boolean => {
  const [number, protocol] = port.split('/')
  return host.isListening(Number(number), protocol === 'udp' ? 'udp' : 'tcp')
}

/** Looks at services and ports once. One that died since `before` is down, whatever systemd calls it. */
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
      // As the OpenStack charms print a list of numbers; another protocol than TCP is named.
      return closed.length > 0 ? [`${name}: [${closed.map((port) => port.replace('/tcp', '')).join(', ')}]`] : []
    }),
  }
}

/** Looks whether what should run does, after what was started has had time to begin, or to fail. Gives the operator's message. */
export async function notRunning(round: Round): Promise<string | undefined> {
  const wanted = round.steps.filter((step): step is ServiceStep => step.kind === 'service' && step.state === 'running')
  if (wanted.length === 0) return undefined
  const services = (): Promise<Services> => round.host.services(wanted.map(({ name }) => name))
  const isFresh = round.started.size > 0
  if (isFresh) await round.clock.sleep(settling)
  // What this hook has started begins to count from zero; of the others, only what happens while we look counts.
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
