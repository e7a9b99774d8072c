/** Brings the machine from what is to what should be: decide, do the first difference that changes the answers, decide again. */

import type { Step } from '../../define/steps/index.ts'
import type { Clock, Host } from '../../host/host.ts'
import { type Change, type Round, StepFailed } from './change.ts'
import { commandChange, packagesChange, probeChange } from './commands.ts'
import { absentChange, directoryChange, downloadChange, fileChange } from './files.ts'
import { notRunning, serviceChange } from './services.ts'

export interface Reconciled {
  /** The steps as decided last. */
  readonly steps: readonly Step[]
  readonly changes: readonly string[]
  /** Why the machine is not as it should be; undefined when it is. */
  readonly problem: string | undefined
  readonly recorded: ReadonlyMap<string, string>
}

interface Options {
  readonly host: Host
  readonly clock: Clock
  /** Decides, given what was found out so far in this hook. */
  readonly decide: (findings: ReadonlyMap<string, string>) => readonly Step[]
  /** Told before a change is made. */
  readonly before: (change: Change) => Promise<void>
  /** With false, nothing is changed: probes are asked, the rest is only listed. */
  readonly act: boolean
}

async function changeOf(step: Step, round: Round): Promise<Change | undefined> {
  switch (step.kind) {
    case 'packages':
      return packagesChange(step, round)
    case 'file':
      return fileChange(step, round)
    case 'download':
      return downloadChange(step, round)
    case 'directory':
      return directoryChange(step, round)
    case 'absent':
      return absentChange(step, round)
    case 'service':
      return await serviceChange(step, round)
    case 'command':
      return await commandChange(step, round)
    case 'probe':
      return probeChange(step, round)
    default:
      return undefined
  }
}

const serviceNames = (steps: readonly Step[]): string[] => [
  ...new Set(steps.flatMap((step) => (step.kind === 'service' ? [step.name] : []))),
]

/** More rounds than any charm needs: one that goes on changing its mind is a bug, and says so. */
const rounds = 50

/** Waits until the services run. Throws a StepFailed when they do not. */
async function awaitServices(round: Round): Promise<void> {
  const problem = await notRunning(round)
  if (problem !== undefined) throw new StepFailed(problem)
}

/** Reconciles. A step that fails ends the work on the machine; what follows from the relations is still published. */
export async function reconcile({ host, clock, decide, before, act }: Options): Promise<Reconciled> {
  const findings = new Map<string, string>()
  const recorded = new Map<string, string>()
  const started = new Set<string>()
  // How many services had been started when the services were last seen to run.
  let seenToRun = -1
  const changes: string[] = []
  for (let count = 0; count < rounds; count += 1) {
    const steps = decide(findings)
    const names = serviceNames(steps)
    const round: Round = {
      host,
      clock,
      steps,
      services: names.length > 0 ? await host.services(names) : new Map(),
      modified: new Map(),
      handled: new Set(),
      findings,
      started,
      recorded,
    }
    let again = false
    try {
      for (const step of steps) {
        if (step.kind === 'services-run' && act && seenToRun !== started.size) {
          await awaitServices(round)
          seenToRun = started.size
        }
        const change = await changeOf(step, round)
        if (!change) continue
        if (step.kind !== 'probe') {
          changes.push(change.text)
          if (act) await before(change)
        }
        if (!act && step.kind !== 'probe') continue
        await change.act()
        again = change.decidesAnew === true
        if (again) break
      }
      if (again) continue
      return { steps, changes, problem: act ? await notRunning(round) : undefined, recorded }
    } catch (error) {
      if (!(error instanceof StepFailed)) throw error
      return { steps, changes, problem: error.message, recorded }
    }
  }
  throw new Error(`the charm still wants something else after ${rounds} rounds; the last changes were: ${changes.slice(-5).join('; ')}`)
}
