/** Asks an implementation every case and keeps its answers. */
import type { Databag } from '@charm-layers/relation'
import { isRecord } from '@charm-layers/relation/wire'
import type { AnyCase, Case, CaseBase, ReadCase, WriteCase } from './cases.ts'
import { casesOf } from './cases.ts'
import { bagAfter, comparable, expectedOf, isSame, jsonOf, type Malformed, stateOf } from './compare.ts'
import type { Question, Target } from './format.ts'

/** Gives the answer of an implementation. It rejects when there can be no further answers. */
export type Ask = (question: Question) => Promise<unknown>

/** How one case went. `actual` is the part of the answer that was compared. */
export interface Result extends CaseBase {
  readonly passed: boolean
  readonly expected: unknown
  readonly actual: unknown
}

/** How all cases of a target went. */
export interface Report {
  readonly target: Target
  readonly passed: number
  readonly failed: number
  readonly results: readonly Result[]
  /** Optional cases; they count neither as passed nor as failed. */
  readonly optional: readonly Result[]
}

interface Bags {
  readonly unit: Databag | Malformed
  readonly app: Databag | Malformed
  /** The bags after a second write, where that changed them. */
  readonly secondWrite?: Bags | Malformed
}

const ANY = 'one of the four states'

const tryAny = async ({ questions }: AnyCase, ask: Ask): Promise<string> => {
  for (const question of questions) {
    const state = stateOf(await ask(question))
    if ('error' in state) return `${state.error}, for ${JSON.stringify(question.view)}`
  }
  return ANY
}

const bagsAfter = async ({ question }: WriteCase, ask: Ask): Promise<Bags | Malformed> => {
  const { view } = question
  const answer = await ask(question)
  if (!isRecord(answer)) return { error: 'the answer is no object' }
  if (typeof answer.error === 'string') return { error: answer.error }
  return { unit: bagAfter(view.localUnitData, answer.unit), app: bagAfter(view.localAppData ?? {}, answer.app) }
}

/** Writes twice: the second time, with the bags of the first, nothing may change. */
const tryWrite = async (each: WriteCase, ask: Ask): Promise<Bags | Malformed> => {
  const { view } = each.question
  const once = await bagsAfter(each, ask)
  if ('error' in once || 'error' in once.unit || 'error' in once.app) return once
  const localAppData = view.localAppData === undefined ? {} : { localAppData: once.app }
  const again = { ...each, question: { ...each.question, view: { ...view, localUnitData: once.unit, ...localAppData } } }
  const twice = await bagsAfter(again, ask)
  return isSame(jsonOf(twice), jsonOf(once)) ? once : { ...once, secondWrite: twice }
}

const tryCase = async (each: Case, ask: Ask): Promise<readonly [expected: unknown, actual: unknown]> => {
  if ('questions' in each) return [ANY, await tryAny(each, ask)]
  if (isRead(each)) return [expectedOf(each.expected), stateOf(await ask(each.question), each.expected)]
  const { unit, app = each.question.view.localAppData ?? {} } = each.expected
  const bags = { unit, app }
  const inForm = (written: Bags): object => ({
    ...written,
    unit: 'error' in written.unit ? written.unit : comparable(written.unit, each.compare, unit),
    app: 'error' in written.app ? written.app : comparable(written.app, each.compare, app),
  })
  const written = await tryWrite(each, ask)
  return [inForm(bags), 'error' in written ? written : inForm(written)]
}

const isRead = (each: ReadCase | WriteCase): each is ReadCase => each.question.do === 'read'

/** Puts all cases of a target to an implementation, one after the other. */
export const runCases = async (target: Target, ask: Ask): Promise<Report> => {
  const results: Result[] = []
  const optional: Result[] = []
  for (const each of casesOf(target)) {
    const [expected, actual] = await tryCase(each, ask)
    const { kind, name, about } = each
    const list = each.optional ? optional : results
    list.push({ kind, name, about, passed: isSame(actual, expected), expected, actual })
  }
  const passed = results.filter((result) => result.passed).length
  return { target, passed, failed: results.length - passed, results, optional }
}
