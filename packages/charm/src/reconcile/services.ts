/** Services of systemd: running ones are enabled and active, held ones masked; one that is older than a file it reads is restarted, once. */
import type { ServiceVerb } from '../host.ts'
import type { ServiceStep } from '../step.ts'
import { type Bench, type Change, mustSucceed } from './change.ts'

/** When the newest of the files that this service reads was written. */
function newestFile(name: string, { host, steps }: Bench): number {
  const read = steps.flatMap((step) => (step.kind === 'file' && step.restarts.includes(name) ? [host.file(step.path)?.modified ?? 0] : []))
  return Math.max(0, ...read)
}

export function serviceChange({ name, state }: ServiceStep, bench: Bench): Change | undefined {
  const found = bench.services.get(name)
  const verbs: ServiceVerb[] = []
  if (state === 'held') {
    if (!found?.masked || found.active) verbs.push('mask')
  } else {
    if (found?.masked) verbs.push('unmask')
    if (!found?.enabled || found.masked) verbs.push('enable')
    if (!found?.active) verbs.push('start')
    // No memory of what was written is needed: a hook killed between the file and the restart leaves the file newer than the service.
    else if (!bench.started.has(name) && newestFile(name, bench) > found.since) verbs.push('restart')
  }
  if (verbs.length === 0) return undefined
  return {
    text: verbs.map((verb) => `${verb} ${name}`).join(', '),
    act: async () => {
      for (const verb of verbs) {
        if (verb === 'start' || verb === 'restart') bench.started.add(name)
        const outcome = await bench.host.manage(verb, [name])
        // One that does not start is reported below, with the reason that systemd knows; the others still get their turn.
        if (verb !== 'start' && verb !== 'restart') mustSucceed(`systemctl ${verb} ${name}`, outcome)
      }
    },
  }
}

/** Long enough for a daemon that dies of its configuration to have died. */
const settling = 1500

/** Looks whether what should run does, after what was started has had time to fail. Gives the operator's message. */
export async function notRunning(bench: Bench): Promise<string | undefined> {
  const wanted = bench.steps.flatMap((step) => (step.kind === 'service' && step.state === 'running' ? [step.name] : []))
  if (wanted.length === 0) return undefined
  if (bench.started.size > 0) await bench.clock.sleep(settling)
  const services = bench.started.size > 0 ? await bench.host.services(wanted) : bench.services
  const down = wanted.filter((name) => !services.get(name)?.active)
  if (down.length === 0) return undefined
  const reasons = down.map((name) => {
    const found = services.get(name)
    return `${name} (${found?.known ? found.result || found.substate : 'no such unit'})`
  })
  return `Services not running that should be: ${reasons.join(', ')}`
}
