/** Services of systemd: running ones are enabled and active, held ones masked; one that is older than a file it reads is restarted, once. */
import type { ServiceOnHost, ServiceVerb } from '../host.ts'
import type { ServiceStep } from '../step.ts'
import { type Bench, type Change, mustSucceed } from './change.ts'

/** When the newest of the files that this service reads was written. A time to come, left by a clock that was set back, says nothing. */
function newestFile(name: string, { host, clock, steps }: Bench): number {
  const now = clock.now()
  const read = steps.flatMap((step) => (step.kind === 'file' && step.restarts.includes(name) ? [host.file(step.path)?.modified ?? 0] : []))
  return Math.max(0, ...read.filter((modified) => modified <= now))
}

/** What systemd has to be told, in this order, for one service to be as it should. */
function verbsFor({ name, state }: ServiceStep, bench: Bench): readonly ServiceVerb[] {
  const found = bench.services.get(name)
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
/** One that systemd has just started again by itself is not well, whatever systemd calls it. */
const unstable = 15_000

type Wanted = readonly Pick<ServiceStep, 'name' | 'port'>[]

/** Why one service is not running, in systemd's words. */
function whyDown(found: ServiceOnHost | undefined, now: number): string | undefined {
  if (!found?.known) return 'no such unit'
  if (!found.active) return found.result || found.substate
  if (found.restarts > 0 && now - found.since < unstable) return `${found.result || 'ended by itself'}, started again`
  return undefined
}

/** Looks at services and ports once. */
function problemsOf(
  wanted: Wanted,
  services: ReadonlyMap<string, ServiceOnHost>,
  { host, clock }: Bench,
): { down: string[]; silent: string[] } {
  const now = clock.now()
  const down = wanted.flatMap(({ name }) => {
    const why = whyDown(services.get(name), now)
    return why === undefined ? [] : [`${name} (${why})`]
  })
  const silent = wanted.flatMap(({ name, port }) => (port !== undefined && !host.isListening(port) ? [`${name}: [${port}]`] : []))
  return { down, silent }
}

/** Looks whether what should run does, after what was started has had time to begin, or to fail. Gives the operator's message. */
export async function notRunning(bench: Bench): Promise<string | undefined> {
  const wanted = bench.steps.filter((step): step is ServiceStep => step.kind === 'service' && step.state === 'running')
  if (wanted.length === 0) return undefined
  const names = wanted.map(({ name }) => name)
  const isFresh = bench.started.size > 0
  if (isFresh) await bench.clock.sleep(settling)
  let found = problemsOf(wanted, isFresh ? await bench.host.services(names) : bench.services, bench)
  for (let left = isFresh ? patience : 0; found.down.length === 0 && found.silent.length > 0 && left > 0; left -= pause) {
    await bench.clock.sleep(pause)
    found = problemsOf(wanted, await bench.host.services(names), bench)
  }
  if (found.down.length > 0) return `Services not running that should be: ${found.down.join(', ')}`
  return found.silent.length > 0 ? `Services with ports not open that should be: ${found.silent.join(', ')}` : undefined
}
