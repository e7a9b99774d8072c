/** Changes: differences between the machine and the steps, each with a text and a function that removes it. */

import type { AskStep, Step } from '../../define/steps/index.ts'
import { type Clock, type Command, type Host, MachineFault, type Outcome, type ServiceOnHost } from '../../host/host.ts'
import { plainText, withoutStyle } from '../../juju/plain-text.ts'

export interface Change {
  /** Such as `install trove-api`. `--plan` prints it, and the log has it before the change is made. It never holds a secret. */
  readonly text: string
  /** A maintenance status to show before the change is made, because the change takes long. */
  readonly announce?: string
  /** Whether to call the charm's function again after the change, because the machine now answers differently. */
  readonly decidesAnew?: boolean
  act(): Promise<void>
}

/** What the comparison of one step may look at, and what it leaves for the comparison of later steps. */
export interface Round {
  readonly host: Host
  readonly clock: Clock
  /** All steps of this round. */
  readonly steps: readonly Step[]
  readonly services: ReadonlyMap<string, ServiceOnHost>
  /** Whether the unit was active when the hook began: then a service that has run for long is taken to listen. */
  readonly wasActive: boolean
  /** Gives what asks Juju; undefined when it has answered in this hook already. */
  readonly ask: (step: AskStep) => (() => Promise<void>) | undefined
  /** Asks Juju whether this unit leads now. */
  readonly leads: () => Promise<boolean>
  /** When each file was last written, by path, for the files that this round found to be as they should be. */
  readonly modified: Map<string, number>
  /** Steps of this round that need no look of their own, because the change of an earlier step covers them. */
  readonly handled: Set<Step>
  /** What probes and commands have printed in this hook, by their names. */
  readonly findings: Map<string, string>
  /** Services whose restart the steps hold back, found in this hook. */
  readonly held: Set<string>
  /** Services that were started or restarted in this hook. */
  readonly started: Set<string>
  /** When this hook told each service to start, restart or reload, as the clock said right before. */
  readonly reread: Map<string, number>
  /** Facts that the leader records at the end of the hook: values by name. */
  readonly recorded: Map<string, string>
}

/** A step that could not be done. The operator reads the message in the status: `waiting` when the next hook may find it done. */
export class StepFailed extends Error {
  override readonly name = 'StepFailed'
  readonly isWaiting: boolean
  constructor(message: string, isWaiting = false) {
    super(message)
    this.isWaiting = isWaiting
  }
}

/**
 * Turns a refusal of the machine, such as a full disk or an owner that it does not know, into a message for the operator: it is no bug of
 * the charm. Any other error is given back.
 */
export const asRefusal = (what: string, error: unknown): unknown =>
  error instanceof MachineFault || (error instanceof Error && 'code' in error && 'syscall' in error)
    ? new StepFailed(plainText(`${what} failed: ${error.message}`))
    : error

/** Calls a function, and turns a refusal of the machine into a message for the operator. */
export function onMachine<T>(what: string, act: () => T): T {
  try {
    return act()
  } catch (error) {
    throw asRefusal(what, error)
  }
}

/** Asks systemd about services, and turns its silence into a message for the operator. */
export const lookAtServices = async (host: Host, names: readonly string[]): Promise<ReadonlyMap<string, ServiceOnHost>> => {
  try {
    return await host.services(names)
  } catch (error) {
    throw asRefusal(`Looking at ${names.join(' ')}`, error)
  }
}

/**
 * Gives the last line with a letter or a digit that a program printed, at most 200 characters. Programs print the reason of a failure
 * last, and some draw a frame around it.
 */
export const lastLine = (said: string): string =>
  plainText(
    withoutStyle(said)
      .split('\n')
      .findLast((line) => /[\p{L}\p{N}]/u.test(line)) ?? '',
  ).slice(0, 200)

/** Gives the outcome of a command that exited with 0, and turns any other into a message for the operator. */
export function mustSucceed(what: string, outcome: Outcome): Outcome {
  if (outcome.code === 0) return outcome
  const reason = lastLine(outcome.stderr.trim() || outcome.stdout)
  throw new StepFailed(`${what} failed with exit status ${outcome.code}${reason === '' ? '' : `: ${reason}`}`)
}

/** Tries several times what may fail for a moment only, such as a locked package database or a mirror that cannot be reached. */
export async function retried(clock: Clock, times: number, pause: number, attempt: () => Promise<Outcome>): Promise<Outcome> {
  for (let left = times; ; left -= 1) {
    const outcome = await attempt()
    // What took too long once has held up the unit's other hooks long enough.
    if (outcome.code === 0 || outcome.code === 124 || left <= 1) return outcome
    await clock.sleep(pause)
  }
}

export type { Command, Host, Outcome }
