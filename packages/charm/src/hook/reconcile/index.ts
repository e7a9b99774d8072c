/**
 * Makes the machine as it should be: calls the charm's function, makes changes in the order of its steps, and calls it again after each
 * change that makes the machine answer differently.
 */

import { type AskStep, absent, type Step } from '../../define/steps/index.ts'
import type { Clock, Host } from '../../host/host.ts'
import { blocked, type Status, waiting } from '../../juju/status.ts'
import { asRefusal, type Change, lookAtServices, type Round, StepFailed } from './change.ts'
import { commandChange, packagesChange, probeChange } from './commands.ts'
import { absentChange, directoryChange, downloadChange, fileChange } from './files.ts'
import { notRunning } from './running.ts'
import { serviceChange } from './services.ts'

export interface Reconciled {
  /** The steps that the charm's function gave last, without those behind `servicesRun` where the services do not. */
  readonly steps: readonly Step[]
  readonly changes: readonly string[]
  /** Why the machine is not as it should be, for the operator; undefined when it is. */
  readonly problem: Status | undefined
  readonly recorded: ReadonlyMap<string, string>
}

interface Options {
  readonly host: Host
  readonly clock: Clock
  /** Whether the unit was active when the hook began. */
  readonly wasActive: boolean
  /** Calls the charm's function with what probes and commands have printed, and which restarts were held back, so far in this hook. */
  readonly decide: (findings: ReadonlyMap<string, string>, heldRestarts: readonly string[]) => readonly Step[]
  /** Gives what asks Juju; undefined when it has answered in this hook already. */
  readonly ask: (step: AskStep) => (() => Promise<void>) | undefined
  /** Asks Juju whether this unit leads now. */
  readonly leads: () => Promise<boolean>
  /** Called before each change is made. */
  readonly before: (change: Change) => Promise<void>
  /** Whether to make the changes. When false, only probes and questions run; the other changes are listed. */
  readonly act: boolean
}

function changeOf(step: Step, round: Round): Change | undefined | Promise<Change | undefined> {
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
    case 'drained':
      return absentChange(absent(step.file), round)
    case 'service':
      return serviceChange(step, round)
    case 'command':
      return commandChange(step, round)
    case 'probe':
      return probeChange(step, round)
    case 'refused':
      throw new StepFailed(step.why)
    case 'ask': {
      const act = round.ask(step)
      return act && { text: `ask ${step.name}`, decidesAnew: true, act }
    }
    default:
      return undefined
  }
}

const serviceNames = (steps: readonly Step[]): string[] => [
  ...new Set(steps.flatMap((step) => (step.kind === 'service' ? [step.name] : []))),
]

/** More rounds than any charm needs. A charm that still decides differently after these has a bug, and the error says so. */
const rounds = 50

/** Gives the steps without those that are done only when the services run. */
function withoutServices(steps: readonly Step[]): readonly Step[] {
  const at = steps.findIndex(({ kind }) => kind === 'services-run')
  return at < 0 ? steps : steps.slice(0, at)
}

/**
 * Waits until the services run and listen.
 * @throws StepFailed when they do not.
 */
async function awaitServices(round: Round): Promise<void> {
  const problem = await notRunning(round)
  if (problem !== undefined) throw new StepFailed(problem)
}

/**
 * Compares each step with the machine and makes the changes. A step that fails ends the work on the machine, but not the hook: databags and
 * status are still written.
 */
export async function reconcile({ host, clock, wasActive, decide, ask, leads, before, act }: Options): Promise<Reconciled> {
  const findings = new Map<string, string>()
  const recorded = new Map<string, string>()
  const started = new Set<string>()
  const held = new Set<string>()
  const reread = new Map<string, number>()
  // How many services this hook had started when it last saw all services run; -1 before the first look.
  let seenToRun = -1
  const changes: string[] = []
  for (let count = 0; count < rounds; count += 1) {
    const steps = decide(findings, [...held])
    const names = serviceNames(steps)
    let again = false
    let run = !act
    try {
      const round: Round = {
        host,
        clock,
        steps,
        services: names.length > 0 ? await lookAtServices(host, names) : new Map(),
        wasActive,
        modified: new Map(),
        handled: new Set(),
        ask,
        leads,
        findings,
        held,
        started,
        reread,
        recorded,
      }
      for (const step of steps) {
        if (step.kind === 'services-run') {
          if (act && seenToRun !== started.size) await awaitServices(round)
          seenToRun = started.size
          run = true
        }
        const known = held.size
        const found = changeOf(step, round)
        // Most steps need no look that has to be waited for.
        const change = found instanceof Promise ? await found : found
        again = held.size > known
        if (again) break
        if (!change) continue
        const onlyLooks = step.kind === 'probe' || step.kind === 'ask'
        if (!onlyLooks) {
          changes.push(change.text)
          if (act) await before(change)
        }
        if (!act && !onlyLooks) continue
        await change.act()
        again = change.decidesAnew === true
        if (again) break
      }
      if (again) continue
      const wrong = act ? await notRunning(round) : undefined
      if (wrong === undefined) return { steps, changes, problem: undefined, recorded }
      return { steps: withoutServices(steps), changes, problem: blocked(wrong), recorded }
    } catch (thrown) {
      // A fault that no step has named, such as a program that cannot be started.
      const error = asRefusal('Asking the machine', thrown)
      if (!(error instanceof StepFailed)) throw error
      const done = run ? steps : withoutServices(steps)
      return { steps: done, changes, problem: error.isWaiting ? waiting(error.message) : blocked(error.message), recorded }
    }
  }
  throw new Error(`the charm still wants something else after ${rounds} rounds; the last changes were: ${changes.slice(-5).join('; ')}`)
}
