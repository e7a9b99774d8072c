/** Services of systemd: running ones are enabled and active, held ones masked; one that is older than a file it reads is restarted, once. */
import type { ServiceOnHost, ServiceVerb } from '../host.ts'
import type { ServiceStep } from '../step.ts'
import { type Bench, type Change, mustSucceed } from './change.ts'

/** When the newest of the files that this service reads was written. A time to come, left by a clock that was set back, says nothing. */
function newestFile(name: string, { host, clock, steps, modified: known }: Bench): number {
  const now = clock.now()
  const read = steps.flatMap((step) =>
    step.kind === 'file' && step.restarts.includes(name) ? [known.get(step.path) ?? host.file(step.path)?.modified ?? 0] : [],
  )
  return Math.max(0, ...read.filter((modified) => modified <= now))
}

/**
 * What brings a kept service back. A mask says that it was never configured, or is held. A file that is newer than the last start was
 * changed by somebody else: what the charm writes it is started with. systemd may have forgotten that start.
 */
function verbsToKeep({ reads = [] }: ServiceStep, found: ServiceOnHost | undefined, { host }: Bench): readonly ServiceVerb[] {
  if (!found?.known || found.masked || (found.active && found.enabled)) return []
  const stands = reads.every((path) => {
    const file = host.file(path)
    return file !== undefined && file.content.trim() !== '' && (found.since === 0 || file.modified <= found.since)
  })
  if (!stands) return []
  return [...(found.enabled ? [] : (['enable'] as const)), ...(found.active ? [] : (['start'] as const))]
}

/** What systemd has to be told, in this order, for one service to be as it should. */
function verbsFor(step: ServiceStep, bench: Bench): readonly ServiceVerb[] {
  const { name, state } = step
  const found = bench.services.get(name)
  if (state === 'kept') return verbsToKeep(step, found, bench)
  if (state === 'held') return !found?.masked || found.active ? ['mask'] : []
  const verbs: ServiceVerb[] = []
  if (found?.masked) verbs.push('unmask')
  if (!found?.enabled || found.masked) verbs.push('enable')
  if (!found?.active) verbs.push('start')
  // No memory of what was written is needed: a hook killed between the file and the restart leaves the file newer than the service.
  else if (!bench.started.has(name) && newestFile(name, bench) > found.since) verbs.push('restart')
  return verbs
}

/** Services that follow each other in the list and need the same are told together: daemons take seconds to stop, and stop side by side. */
export function serviceChange(step: ServiceStep, bench: Bench): Change | undefined {
  if (bench.handled.has(step)) return undefined
  const verbs = verbsFor(step, bench)
  if (verbs.length === 0) return undefined
  const names: string[] = []
  for (const next of bench.steps.slice(bench.steps.indexOf(step))) {
    if (next.kind !== 'service' || next.state !== step.state || verbsFor(next, bench).join() !== verbs.join()) break
    bench.handled.add(next)
    names.push(next.name)
  }
  return {
    text: verbs.map((verb) => `${verb} ${names.join(' ')}`).join(', '),
    act: async () => {
      for (const verb of verbs) {
        if (verb === 'start' || verb === 'restart') for (const name of names) bench.started.add(name)
        const outcome = await bench.host.manage(verb, names)
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

/** Looks at services and ports once. One that died since `before` is down, whatever systemd calls it. */
function look(wanted: readonly ServiceStep[], services: Services, before: Services | undefined, { host, clock }: Bench): Look {
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
    silent: wanted.flatMap(({ name, port }) => {
      const isYoung = now - (services.get(name)?.since ?? 0) < established
      return port !== undefined && isYoung && !host.isListening(port) ? [`${name}: [${port}]`] : []
    }),
  }
}

/** Looks whether what should run does, after what was started has had time to begin, or to fail. Gives the operator's message. */
export async function notRunning(bench: Bench): Promise<string | undefined> {
  const wanted = bench.steps.filter((step): step is ServiceStep => step.kind === 'service' && step.state === 'running')
  if (wanted.length === 0) return undefined
  const services = (): Promise<Services> => bench.host.services(wanted.map(({ name }) => name))
  const isFresh = bench.started.size > 0
  if (isFresh) await bench.clock.sleep(settling)
  // What this hook has started begins to count from zero; of the others, only what happens while we look counts.
  const before = isFresh
    ? new Map([...bench.services].map(([name, found]) => [name, bench.started.has(name) ? { ...found, restarts: 0 } : found] as const))
    : bench.services
  let found = look(wanted, isFresh ? await services() : bench.services, before, bench)
  let left = isFresh ? patience : found.isUnsettled ? unstable : 0
  while (found.down.length === 0 && (found.isUnsettled || found.silent.length > 0) && left > 0) {
    await bench.clock.sleep(pause)
    left -= pause
    found = look(wanted, await services(), before, bench)
  }
  if (found.down.length > 0) return `Services not running that should be: ${found.down.join(', ')}`
  return found.silent.length > 0 ? `Services with ports not open that should be: ${found.silent.join(', ')}` : undefined
}
