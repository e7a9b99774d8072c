/** Turns the files of the kit into a list of questions, each with the answer that is expected. */
import { readScenarios, readVector, recordedInterfaces, textsOf, unitsOf, vectorNamesOf } from './files.ts'
import type {
  CompareJson,
  ExpectedState,
  Json,
  Question,
  ReadingJson,
  ScenarioFile,
  Target,
  VectorFile,
  ViewJson,
  WriteJson,
} from './format.ts'

/** One thing to try. */
export interface CaseBase {
  readonly kind: 'vector' | 'scenario' | 'write' | 'any value'
  readonly name: string
  /** Section of the protocol, or the upstream reader. */
  readonly about: string
  /** Set when the case is optional. */
  readonly optional?: true
}

/** A view, and how it reads. */
export interface ReadCase extends CaseBase {
  readonly question: Extract<Question, { do: 'read' }>
  readonly expected: ExpectedState
}

/** An intent, and what the writer's databags hold afterwards. */
export interface WriteCase extends CaseBase {
  readonly question: Extract<Question, { do: 'write' }>
  readonly expected: WriteJson['expect']
  readonly compare: CompareJson
}

/** Views that only have to read as one of the four states, whichever it is. */
export interface AnyCase extends CaseBase {
  readonly questions: readonly Extract<Question, { do: 'read' }>[]
}

/** One case of the kit: what is asked, and what the answer should be. */
export type Case = ReadCase | WriteCase | AnyCase

const reading = (view: ViewJson, ...requests: readonly (Json | undefined)[]): Extract<Question, { do: 'read' }> => {
  const request = requests.find((each) => each !== undefined)
  return { do: 'read', view, ...(request === undefined ? {} : { request }) }
}

const optionalOf = ({ optional }: { readonly optional?: true }): { readonly optional?: true } => (optional ? { optional } : {})

const scenarioCases = (file: ScenarioFile): readonly ReadCase[] =>
  file.scenarios.flatMap(({ name, about, request, steps, ...scenario }) =>
    steps.map((step, index) => ({
      kind: 'scenario' as const,
      name: `${name}, step ${index + 1}: ${step.what}`,
      about,
      ...optionalOf(scenario),
      question: reading({ ...file.view, ...step.view }, step.request, request, file.request),
      expected: step.expect,
    })),
  )

const writeCases = (file: ScenarioFile): readonly WriteCase[] =>
  file.writes.map(({ name, about, view, intent, expect, ...write }) => ({
    kind: 'write',
    name,
    about,
    ...optionalOf(write),
    question: { do: 'write', view: { ...file.view, ...view }, intent },
    expected: expect,
    compare: file.compare ?? {},
  }))

const vectorView = (file: ScenarioFile, vectors: readonly VectorFile[], { view }: ReadingJson): ViewJson => {
  const found: ViewJson = {
    ...file.view,
    remoteAppData: Object.assign({}, ...vectors.filter(({ scope }) => scope === 'app').map(({ databag }) => textsOf(databag))),
    remoteUnits: Object.assign({}, ...vectors.map((vector) => unitsOf(vector, `${file.view.remoteApp}/0`))),
  }
  return { ...found, ...view }
}

const READERS = { provider: 'requires', requirer: 'provides', peer: 'peers' } as const

const vectorCases = (file: ScenarioFile, target: Target): readonly ReadCase[] =>
  recordedInterfaces().flatMap((folder) =>
    vectorNamesOf(folder).flatMap((name) => {
      const vector = readVector(folder, name)
      const readings = (vector.expected ?? []).filter((read) => (read.target ?? `${vector.interface}/${READERS[vector.side]}`) === target)
      return readings.map((read, index) => {
        const vectors = [vector, ...(read.with ?? []).map((other) => readVector(folder, other))]
        return {
          kind: 'vector' as const,
          name: index === 0 ? name : `${name}, reading ${index + 1}`,
          about: read.reader,
          question: reading(vectorView(file, vectors, read), read.request, file.request),
          expected: read.expect,
        }
      })
    }),
  )

/** Values on which readers have failed. */
const NASTY = [
  '',
  ' ',
  'None',
  'null',
  '{',
  '{}',
  '[]',
  '[null]',
  '{"a": null}',
  '0',
  '-1',
  'true',
  '__null__',
  'a,b\n=',
  '\u00e9\u{1f600}',
]

/** Puts every nasty value into every key that a scenario knows, one at a time. */
const anyCases = (file: ScenarioFile): readonly AnyCase[] => {
  const seen = new Set<string>()
  const questions: Extract<Question, { do: 'read' }>[] = []
  const add = (key: string, view: (value: string) => ViewJson, request: Json | undefined): void => {
    if (seen.has(key)) return
    seen.add(key)
    for (const value of NASTY) questions.push(reading(view(value), request))
  }
  for (const { question } of scenarioCases(file)) {
    const { view, request } = question
    for (const [unit, bag] of Object.entries(view.remoteUnits)) {
      for (const key of Object.keys(bag)) {
        add(`unit ${key}`, (value) => ({ ...view, remoteUnits: { ...view.remoteUnits, [unit]: { ...bag, [key]: value } } }), request)
      }
    }
    for (const key of Object.keys(view.remoteAppData)) {
      add(`app ${key}`, (value) => ({ ...view, remoteAppData: { ...view.remoteAppData, [key]: value } }), request)
    }
  }
  return [
    { kind: 'any value', name: 'reads any value of any key as one of the four states', about: 'nothing remote is trusted', questions },
  ]
}

/** Lists all cases of a target. */
export const casesOf = (target: Target): readonly Case[] => {
  const file = readScenarios(target)
  return [...vectorCases(file, target), ...scenarioCases(file), ...writeCases(file), ...anyCases(file)]
}
