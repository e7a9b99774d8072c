/** One decision of the charm: its function is called with a context, and what it returns becomes one list of steps. */
import { watchSecrets } from '@charm-layers/relation'
import type { Context } from '../define/context.ts'
import { type Desired, type Fault, faultsOf, type Step, status, steps } from '../define/steps/index.ts'
import { blocked } from '../juju/status.ts'
import { configProblems } from './config.ts'
import { type Known, makeContext } from './context.ts'
import { refuseForgotten } from './forgotten.ts'

/** What the charm has decided. */
export interface Decision {
  readonly steps: readonly Step[]
  readonly faults: readonly Fault[]
}

/**
 * Calls one of the charm's functions, and gives its steps, with the faults that they have.
 * @throws CharmError for a mistake of the charm's author, and whatever the function throws.
 */
export function decide(known: Known, of: 'desired' | 'action', call: (context: Context) => Desired): Decision {
  // The charm's function can rely on the types of its options, so it is not called while one is wrong.
  const problems = configProblems(known.charm, known.snapshot)
  if (problems.length > 0) return { steps: problems.map((problem) => status(blocked(problem))), faults: [] }
  const { result, shown } = watchSecrets(() => {
    const { context, given } = makeContext(known)
    return { decided: steps(call(context)), given }
  })
  refuseForgotten(result.given, result.decided, of)
  return { steps: result.decided, faults: faultsOf(result.decided, shown) }
}

/** Steps that only write to Juju, or show a status. When one of them cannot be done, the work on the machine goes on. */
const toJuju: readonly Step['kind'][] = [
  'absent-secret',
  'databag',
  'fact',
  'own-secret',
  'ports',
  'reboot',
  'remember',
  'shared-secret',
  'status',
  'version',
]

/**
 * Gives the steps to do: each that cannot be done becomes a status that says why, since an operator or another charm may have given the value. An
 * action has no status, so there it ends the work.
 */
export function doable({ steps: decided, faults }: Decision, of: 'desired' | 'action'): readonly Step[] {
  const why = new Map(faults.flatMap(({ step, text, harmless }) => (harmless ? [] : [[step, text] as const])))
  if (why.size === 0) return decided
  return decided.map((step) => {
    const text = why.get(step)
    if (text === undefined) return step
    return of === 'desired' && toJuju.includes(step.kind) ? status(blocked(text)) : { kind: 'refused', why: text }
  })
}
