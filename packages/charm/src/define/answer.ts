/**
 * Answers: what a charm has asked for, as a state. A charm uses an answer that is ready; for any other the unit's status says what is
 * wrong.
 */
import type { State } from '@charm-layers/relation'
import { blocked, type Status, waiting } from '../juju/status.ts'
import { type Desired, type Step, status } from './steps/index.ts'

/** A state, with the name that an operator reads in the status, and the steps that ask the question. */
export type Answer<Data> = State<Data> & {
  /** The name in the status, such as that of the endpoint. */
  readonly label: string
  /** The steps that ask the question. `when` returns them. A charm that asks and does not return these steps makes its hook fail. */
  readonly steps: readonly Step[]
  /** Set for an answer that comes within the same hook, such as that of a probe. No status tells that it is missing. */
  readonly comesInThisHook?: true
}

/** Makes an answer of a state: adds the name that an operator reads in the status, and the steps that ask the question. */
export const makeAnswer = <Data>(label: string, state: State<Data>, steps: readonly Step[] = []): Answer<Data> => ({
  ...state,
  label,
  steps,
})

/** Shows three of the missing names at most: a status is one short line. */
const some = (names: readonly string[]): string => (names.length > 3 ? [...names.slice(0, 3), '…'] : names).join(' ')

/**
 * Gives the status for an answer that is not ready, in the words of the Python OpenStack charms; undefined for one that is ready or
 * `comesInThisHook`.
 */
export function statusOf(answer: Answer<unknown>): Status | undefined {
  if (answer.comesInThisHook) return undefined
  if (answer.state === 'absent') return blocked(`'${answer.label}' missing`)
  if (answer.state === 'waiting')
    return waiting(`'${answer.label}' incomplete${answer.missing.length > 0 ? `: ${some(answer.missing)}` : ''}`)
  if (answer.state === 'invalid') return blocked(`'${answer.label}' invalid: ${answer.key}: ${answer.why}`)
  return undefined
}

type Ready<A> = A extends { readonly state: 'ready'; readonly data: infer Data } ? Data : never
type Answers = Readonly<Record<string, Answer<unknown>>>

/**
 * Gives the steps that ask for one answer or several. Once all are ready it adds the steps that `then` makes of their data; until then it
 * adds a status for each answer that is not ready.
 */
export function when<Data>(answer: Answer<Data>, then: (data: Data) => Desired): Desired
export function when<const A extends Answers>(answers: A, then: (data: { readonly [K in keyof A]: Ready<A[K]> }) => Desired): Desired
export function when(asked: Answer<unknown> | Answers, then: (data: never) => Desired): Desired {
  const single = isAnswer(asked)
  const answers: readonly Answer<unknown>[] = single ? [asked] : Object.values(asked)
  const asking = answers.map(({ steps }) => steps)
  const notReady = answers.flatMap((answer): Step[] => {
    const of = statusOf(answer)
    return of ? [status(of)] : []
  })
  if (answers.some(({ state }) => state !== 'ready')) return [asking, notReady]
  const data = single ? dataOf(asked) : Object.fromEntries(Object.entries(asked).map(([key, answer]) => [key, dataOf(answer)]))
  // The overloads above check the type of `then` against the answers. The implementation sees only what both overloads share, hence the
  // cast.
  return [asking, then(data as never)]
}

const isAnswer = (asked: Answer<unknown> | Answers): asked is Answer<unknown> => 'state' in asked && typeof asked.state === 'string'
const dataOf = (answer: Answer<unknown>): unknown => (answer.state === 'ready' ? answer.data : undefined)
