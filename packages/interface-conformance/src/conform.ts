/** Runs an implementation in this process. */
import type { RelationView } from '@charm-layers/relation'
import { viewOfData } from '@charm-layers/relation/testing'
import type { Question, Target } from './format.ts'
import { revived } from './revive.ts'
import { type Ask, type Report, runCases } from './run.ts'

/** One side of an interface, from a package of Charm Layers or from anywhere else; both functions may return a promise. */
export interface Implementation {
  /** Gives a state: `absent`, `waiting` with `missing`, `ready` with `data`, or `invalid` with `key`. */
  read(view: RelationView, request: never): unknown
  /** Gives the keys to write into its own databags: `unit`, `app` or both. An empty value removes its key. */
  write(intent: never, view: RelationView): unknown
  /** Set when it says that it neither reads nor writes application databags. Then it gets none, and fails when it writes one. */
  readonly databags?: 'unit'
}

/** The cast is safe: the scenarios of a target hold requests and intents of that target only. */
const given = (value: unknown): never => revived(value) as never

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null

function answer(implementation: Implementation, question: Question): unknown {
  const isUnitOnly = implementation.databags === 'unit'
  const { localAppData, ...seen } = viewOfData(question.view)
  const view = isUnitOnly ? { ...seen, remoteAppData: {} } : { ...seen, ...(localAppData && { localAppData }) }
  if (question.do === 'read') return implementation.read(view, given(question.request))
  const written = implementation.write(given(question.intent), view)
  return isUnitOnly && isRecord(written) && 'app' in written
    ? { error: 'writes an application databag, and says that it has none' }
    : written
}

const asking =
  (implementation: Implementation): Ask =>
  async (question) => {
    try {
      return await answer(implementation, question)
    } catch (error) {
      return { error: `threw ${String(error)}` }
    }
  }

/**
 * Runs an implementation against the recorded databags, scenarios and writes of a target.
 *
 * @example
 * const report = await conform(pgsql.requires, 'pgsql/requires')
 */
export const conform = (implementation: Implementation, target: Target): Promise<Report> => runCases(target, asking(implementation))
