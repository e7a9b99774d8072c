/**
 * Runs an implementation of an interface against recorded databags and the states of its protocol.
 *
 * @example
 * ```ts
 * const report = await conform(pgsql.requires, 'pgsql/requires')
 * test.for(report.results)('$kind: $name', ({ actual, expected }) => expect(actual).toEqual(expected))
 * ```
 */
export type { Case, ReadCase, WriteCase } from './cases.ts'
export { casesOf } from './cases.ts'
export { conform, type Implementation } from './conform.ts'
export type { ExpectedState, Json, Question, ScenarioFile, Target, VectorFile, ViewJson } from './format.ts'
export { TARGETS } from './format.ts'
export { conformProgram } from './program.ts'
export type { Report, Result } from './run.ts'
