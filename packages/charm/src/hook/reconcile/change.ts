/** A difference between what is and what should be: its text, and the act that removes it. */

import type { Step } from '../../define/steps/index.ts'
import type { Clock, Command, Host, Outcome, ServiceOnHost } from '../../host/host.ts'
import { plainText } from '../../juju/plain-text.ts'

export interface Change {
  /** Such as `install trove-api`; printed by `--plan`, logged when done. Never holds a secret. */
  readonly text: string
  /** A maintenance status to show at once, because the act takes long. */
  readonly announce?: string
  /** Whether everything is to be decided again afterwards, because the machine now answers differently. */
  readonly decidesAnew?: boolean
  act(): Promise<void>
}

/** What the comparison of one step may look at, and what it leaves for later ones. */
export interface Round {
  readonly host: Host
  readonly clock: Clock
  /** All steps of this round. */
  readonly steps: readonly Step[]
  readonly services: ReadonlyMap<string, ServiceOnHost>
  /** When the files were written that were looked at in this round and are as they should be. */
  readonly modified: Map<string, number>
  /** Steps of this round that an earlier one has taken along. */
  readonly handled: Set<Step>
  /** Outputs of probes and commands that have run in this hook, by name. */
  readonly findings: Map<string, string>
  /** Services that were started or restarted in this hook. */
  readonly started: Set<string>
  /** Facts to be recorded when the hook ends. */
  readonly recorded: Map<string, string>
}

/** A step that could not be done. The message is the operator's. */
export class StepFailed extends Error {
  override readonly name = 'StepFailed'
}

/** Gives the last line of what a program said that has a word in it, which is where the reason stands: some draw a frame around it. */
export const lastLine = (said: string): string =>
  plainText(said.split('\n').findLast((line) => /[\p{L}\p{N}]/u.test(line)) ?? '').slice(0, 200)

/** Turns a command that ended badly into the operator's message. */
export function mustSucceed(what: string, outcome: Outcome): Outcome {
  if (outcome.code === 0) return outcome
  const reason = lastLine(outcome.stderr.trim() || outcome.stdout)
  throw new StepFailed(`${what} failed with exit status ${outcome.code}${reason === '' ? '' : `: ${reason}`}`)
}

/** Tries something again that may fail for a moment only: a locked package database, a mirror that is away. */
export async function retried(clock: Clock, times: number, pause: number, attempt: () => Promise<Outcome>): Promise<Outcome> {
  for (let left = times; ; left -= 1) {
    const outcome = await attempt()
    if (outcome.code === 0 || left <= 1) return outcome
    await clock.sleep(pause)
  }
}

export type { Command, Host, Outcome }
