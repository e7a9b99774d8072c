/**
 * Faults of steps: what cannot be so, whoever is to blame. The runtime does not do such a step and says so in the status, because an operator
 * or the other side of a relation may have given the value. In a test, and when a charm is packed, it is an error when the charm's author is
 * to blame.
 */
import type { SecretShown } from '@charm-layers/relation'
import { firstPlace, placeOf } from '../place.ts'
import type { Step } from '../step.ts'
import { holdsSecretMark } from './marks.ts'
import { nameOf } from './name.ts'
import { rules } from './rules.ts'
import { pathFaults, programFaults, serviceFaults } from './together.ts'

export { holdsSecretMark } from './marks.ts'

/** A step that cannot be done. */
export interface Fault {
  readonly step: Step
  /** The step's name and what is wrong with it, as an operator may read it. */
  readonly text: string
  /** Where in the charm's code it was made: file, line and column. */
  readonly place: string | undefined
  /** Set when only the charm's author can have caused it, and nothing bad comes of it: the runtime does the step all the same. */
  readonly harmless?: true
}

// The kind is looked up in a table of functions of one kind each; TypeScript cannot follow that.
const alone = (step: Step): string | undefined => (rules[step.kind] as (step: Step) => string | undefined)(step)

/** What a message says of a text that was made of a secret. */
export const markText = 'holds *** in place of a secret: call reveal() where it is written'

/** Gives the faults of a list of steps. `shown` are the places at which the charm made texts of secrets meanwhile. */
export function faultsOf(list: readonly Step[], shown: readonly SecretShown[] = []): readonly Fault[] {
  const [paths, programs] = [pathFaults(list), programFaults(list)]
  const faults = list.flatMap((step): readonly Fault[] => {
    const why = alone(step) ?? paths.get(step) ?? programs.get(step)
    if (why !== undefined) return [{ step, text: `${nameOf(step)}: ${why}`, place: placeOf(step) }]
    if (shown.length === 0 || !holdsSecretMark(step)) return []
    return [{ step, text: `${nameOf(step)}: ${markText}`, place: firstPlace(shown[0]?.stack) ?? placeOf(step) }]
  })
  if (faults.length > 0) return faults
  return [...serviceFaults(list)].map(([step, why]) => ({ step, text: `${nameOf(step)}: ${why}`, place: placeOf(step), harmless: true }))
}
