/** Runs an action: does its steps, then tells its results, or why it failed. */
import type { ActionOutcome } from '../define/action.ts'
import type { Context } from '../define/context.ts'
import type { Desired } from '../define/steps/index.ts'
import { CharmError } from '../errors.ts'
import { actionFail, actionSet, type HookTools } from '../juju/index.ts'
import type { Status } from '../juju/status.ts'
import type { OneRun } from './one-run.ts'
import { flush, flushOf } from './publish/index.ts'
import type { Reconciled } from './reconcile/index.ts'

type Results = Extract<ActionOutcome, { readonly results: unknown }>['results']

/** Tells Juju the results. They are arguments, so a secret one needs the socket. */
async function tellResults(tools: HookTools, results: Results): Promise<void> {
  const told = Object.entries(results).filter(([, value]) => value !== undefined)
  const seen = tools.argumentsAreSeen ? told.find(([, value]) => typeof value === 'object') : undefined
  if (seen) {
    const why = 'and can be told only over the socket of the unit agent: without it, every user of the machine would see it'
    return await actionFail(tools, `'${seen[0]}' is secret, ${why}`)
  }
  await actionSet(tools, Object.fromEntries(told.map(([key, value]) => [key, typeof value === 'object' ? value.reveal() : String(value)])))
}

/** How an action is run: the steps that it decides on are done by `reconcile`, and what was announced on the way is taken back. */
interface Doing {
  readonly reconcile: (decide: (context: Context) => Desired) => Promise<Reconciled>
  readonly setStatus: (status: Status) => Promise<void>
}

/** Runs the action of this name. Throws a CharmError when the charm has none. */
export async function runAction(run: OneRun, name: string, { reconcile, setStatus }: Doing): Promise<void> {
  const { charm, snapshot, tools } = run
  const action = charm.actions?.[name]
  if (!action) throw new CharmError('E_ACTION', `action '${name}' is not defined by charm '${charm.name}'`)
  const decisions: ActionOutcome[] = []
  const done = await reconcile((context) => {
    const outcome = action.run(context, snapshot.params)
    decisions.push(outcome)
    return outcome.do
  })
  const refused = await flush(run, flushOf(run, done))
  const problem = done.problem ?? refused[0]
  // What was announced is over; what the unit's status should be now, the next hook finds out.
  if (snapshot.status) await setStatus(snapshot.status)
  const outcome: ActionOutcome = problem === undefined ? (decisions.at(-1) ?? { results: {} }) : { fail: problem }
  if ('fail' in outcome) await actionFail(tools, outcome.fail)
  else await tellResults(tools, outcome.results)
}
