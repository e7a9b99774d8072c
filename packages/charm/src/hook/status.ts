/** The unit's status: which one a run ends with, and whether Juju shows it already. */
import type { Step } from '../define/steps/index.ts'
import { type HookTools, statusSet } from '../juju/index.ts'
import { plainText } from '../juju/plain-text.ts'
import { blocked, type Status, worst } from '../juju/status.ts'

/** Tells whether Juju shows this status. */
export const isShown = (shown: Status | undefined, { name, message }: Status): boolean =>
  shown?.name === name && shown.message === plainText(message)

/** Gives a function that sets a status, unless Juju shows it already. */
export function statusWriter(tools: HookTools, found: Status | undefined): (status: Status) => Promise<void> {
  let shown = found
  return async (status) => {
    if (isShown(shown, status)) return
    shown = { name: status.name, message: plainText(status.message) }
    await statusSet(tools, shown)
  }
}

/** Gives the status that follows from the steps, from what is wrong with the machine, and from what Juju refuses. */
export const statusAfter = (decided: readonly Step[], problem: Status | undefined, refusals: readonly string[]): Status =>
  worst([
    ...decided.flatMap((step) => (step.kind === 'status' ? [step.status] : [])),
    ...(problem === undefined ? [] : [problem]),
    ...refusals.map((refusal) => blocked(refusal)),
  ])
