/** Runs an action: does its steps, then tells Juju its results, or why it failed. */
import { type SecretShown, watchSecrets } from '@charm-layers/relation'
import type { ActionOutcome } from '../define/action.ts'
import type { Context } from '../define/context.ts'
import { readParams } from '../define/params.ts'
import { type Desired, type Fault, firstPlace, holdsSecretMark, markText } from '../define/steps/index.ts'
import { CharmError } from '../errors.ts'
import { actionFail, actionSet, type HookTools } from '../juju/index.ts'
import { maskSecrets } from '../juju/plain-text.ts'
import type { Status } from '../juju/status.ts'
import { configProblems } from './config.ts'
import type { OneRun } from './one-run.ts'
import { flush, flushOf } from './publish/index.ts'
import type { Reconciled } from './reconcile/index.ts'

type Results = Extract<ActionOutcome, { readonly results: unknown }>['results']

/** Tells Juju the results. They are arguments of a hook tool, so a secret result needs the agent's socket; without it the action fails. */
async function tellResults(tools: HookTools, results: Results): Promise<void> {
  const told = Object.entries(results).filter(([, value]) => value !== undefined)
  const seen = tools.argumentsAreSeen ? told.find(([, value]) => typeof value === 'object') : undefined
  if (seen) {
    const why = 'and can be told only over the socket of the unit agent: without it, every user of the machine would see it'
    return await actionFail(tools, `'${seen[0]}' is secret, ${why}`)
  }
  await actionSet(tools, Object.fromEntries(told.map(([key, value]) => [key, typeof value === 'object' ? value.reveal() : String(value)])))
}

/** Gives what an action would tell of a secret by mistake; undefined when its texts hold none. */
export function actionFault(outcome: ActionOutcome, shown: readonly SecretShown[]): Omit<Fault, 'step'> | undefined {
  if (shown.length === 0) return undefined
  const told = Object.entries('fail' in outcome ? { fail: outcome.fail } : outcome.results).find(([, value]) => holdsSecretMark(value))
  return told && { text: `the result '${told[0]}' ${markText}`, place: firstPlace(shown[0]?.stack) }
}

/** What an action is run with: `reconcile` does its steps, and `setStatus` shows the earlier status again afterwards. */
interface Doing {
  readonly reconcile: (decide: (context: Context) => Desired) => Promise<Reconciled>
  readonly setStatus: (status: Status) => Promise<void>
}

/**
 * Runs the action of this name.
 * @throws CharmError when the charm has no such action, and for an action that reboots.
 */
export async function runAction(run: OneRun, name: string, { reconcile, setStatus }: Doing): Promise<void> {
  const { charm, snapshot, tools } = run
  const action = charm.actions?.[name]
  if (!action) throw new CharmError('E_ACTION', `action '${name}' is not defined by charm '${charm.name}'`)
  const params = readParams(
    { properties: action.params ?? {}, additionalProperties: action.additionalProperties ?? false },
    snapshot.params,
  )
  const [wrong] = [...configProblems(charm, snapshot), ...(params.fault === undefined ? [] : [`parameter ${params.fault}`])]
  if (wrong !== undefined || params.fault !== undefined) return await actionFail(tools, wrong ?? '')
  const decisions: ActionOutcome[] = []
  const done = await reconcile((context) => {
    const { result, shown } = watchSecrets(() => action.run(context, params.value))
    const fault = actionFault(result, shown)
    decisions.push(fault ? { fail: fault.text } : result)
    return result.do
  })
  if (done.steps.some(({ kind }) => kind === 'reboot'))
    throw new CharmError('E_REBOOT', `action '${name}' returns reboot(), but Juju reboots no machine from an action`)
  const refused = await flush(run, flushOf(run, done))
  const problem = done.problem?.message ?? refused[0]
  // Steps of the action may have shown a maintenance status. The next hook works out what the status should be now.
  if (snapshot.status) await setStatus(snapshot.status)
  const outcome: ActionOutcome = problem === undefined ? (decisions.at(-1) ?? { results: {} }) : { fail: problem }
  if ('fail' in outcome) await actionFail(tools, maskSecrets(outcome.fail))
  else await tellResults(tools, outcome.results)
}
