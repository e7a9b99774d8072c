/** What a charm does with the state of a relation: use it when it is ready, and otherwise say what is wrong. */
import type { State } from '@charm-layers/relation'
import { blocked, type Status, waiting } from '../juju/status.ts'
import { type Desired, type Step, status } from './steps/index.ts'

/** A state, with the name under which an operator knows it and the steps that ask for it. */
export type Answer<Data> = State<Data> & {
  /** Such as the endpoint's name. */
  readonly label: string
  /** What has to be done to get it: `when` returns these. A hook fails in which nobody does. */
  readonly steps: readonly Step[]
  /** It comes in this same hook, so that no status tells of it. */
  readonly unshown?: true
}

/** Gives a state the name under which an operator knows it, and the steps that ask for it. */
export const labelled = <Data>(label: string, state: State<Data>, steps: readonly Step[] = []): Answer<Data> => ({ ...state, label, steps })

/** Up to three of the missing names; a list longer than that helps nobody in a status. */
const some = (names: readonly string[]): string => (names.length > 3 ? [...names.slice(0, 3), '…'] : names).join(' ')

/** Gives what an operator is told about an answer that cannot be used; the words are those of the OpenStack charms. */
export function statusOf(answer: Answer<unknown>): Status | undefined {
  if (answer.unshown) return undefined
  if (answer.state === 'absent') return blocked(`'${answer.label}' missing`)
  if (answer.state === 'waiting')
    return waiting(`'${answer.label}' incomplete${answer.missing.length > 0 ? `: ${some(answer.missing)}` : ''}`)
  if (answer.state === 'invalid') return blocked(`'${answer.label}' invalid: ${answer.key}: ${answer.why}`)
  return undefined
}

type Ready<A> = A extends { readonly state: 'ready'; readonly data: infer Data } ? Data : never
type Answers = Readonly<Record<string, Answer<unknown>>>

/** Gives what asks for an answer, or for several, and what follows from them; while one is not ready, the status that says so. */
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
  // The overloads tie the type of `then` to that of the answers; here only their common form is known.
  return [asking, then(data as never)]
}

const isAnswer = (asked: Answer<unknown> | Answers): asked is Answer<unknown> => 'state' in asked && typeof asked.state === 'string'
const dataOf = (answer: Answer<unknown>): unknown => (answer.state === 'ready' ? answer.data : undefined)
