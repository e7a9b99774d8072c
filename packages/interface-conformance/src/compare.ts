/** Compares the answer of an implementation with the expected one, and gives the compared part of it for display. */
import type { Databag } from '@charm-layers/relation'
import { isRecord } from '@charm-layers/relation/wire'
import type { CompareJson, ExpectedState, Json } from './format.ts'

/** Makes JSON of an answer: maps become objects, a secret its text. */
export const jsonOf = (value: unknown): Json => {
  if (value instanceof Map) return jsonOf(Object.fromEntries(value))
  if (Array.isArray(value)) return value.map(jsonOf)
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  if (!isRecord(value)) return null
  if ('reveal' in value && typeof value.reveal === 'function') return String(value.reveal())
  const entries = Object.entries(value).filter(([, member]) => member !== undefined)
  const [[key, text] = []] = entries
  if (entries.length === 1 && key === 'secret' && typeof text === 'string') return text
  return Object.fromEntries(entries.map(([name, member]) => [name, jsonOf(member)]))
}

/** Keeps the members that are expected; a missing member becomes null. Lists are compared as a whole. */
const picked = (actual: Json, expected: Json): Json => {
  if (Array.isArray(expected) && Array.isArray(actual)) {
    const others: readonly Json[] = expected
    return actual.map((item: Json, index) => picked(item, others[index] ?? null))
  }
  if (!isRecord(expected) || !isRecord(actual)) return actual
  return Object.fromEntries(Object.entries(expected).map(([key, member]) => [key, picked(jsonOf(actual[key]), jsonOf(member))]))
}

const sorted = (names: readonly unknown[]): readonly string[] => names.map(String).sort()

/** What is wrong with the form of an answer. */
export interface Malformed {
  readonly error: string
}

const malformed = (error: string): Malformed => ({ error })

/** Brings an answer to a reading into the form of what is expected. */
export const stateOf = (answer: unknown, expected?: ExpectedState): ExpectedState | Malformed => {
  if (!isRecord(answer)) return malformed('the answer is no object')
  const { state, missing, data, key, error } = answer
  if (typeof error === 'string') return malformed(error)
  if (state === 'absent') return { state }
  if (state === 'waiting') {
    if (!Array.isArray(missing)) return malformed('waiting without a list "missing"')
    return expected?.state === 'waiting' && expected.missing === undefined ? { state } : { state, missing: sorted(missing) }
  }
  if (state === 'invalid') return typeof key === 'string' ? { state, key } : malformed('invalid without a "key"')
  if (state !== 'ready') return malformed('"state" is none of absent, waiting, ready, invalid')
  if (data === undefined) return malformed('ready without "data"')
  return { state, data: expected?.state === 'ready' ? picked(jsonOf(data), jsonOf(expected.data)) : jsonOf(data) }
}

/** Sorts `missing`, whose order does not matter, so that equal expectations are equal JSON. */
export const expectedOf = (expected: ExpectedState): ExpectedState => {
  if (expected.state === 'waiting') return expected.missing === undefined ? expected : { ...expected, missing: sorted(expected.missing) }
  return expected.state === 'ready' ? { ...expected, data: jsonOf(expected.data) } : expected
}

/** Gives a bag after a write: an empty value takes its key away. */
export const bagAfter = (before: Databag, written: unknown): Databag | Malformed => {
  if (written === undefined || written === null) return before
  if (!isRecord(written)) return malformed('a databag is no object')
  const after: Record<string, string> = { ...before }
  for (const [key, value] of Object.entries(written)) {
    if (typeof value !== 'string') return malformed(`the value of ${key} is no text`)
    after[key] = value
  }
  return Object.fromEntries(Object.entries(after).filter(([, value]) => value !== ''))
}

/** Says whether a key is one of those that are named; `*` stands for any text. */
export const isNamed = (key: string, names: readonly string[]): boolean =>
  names.some((name) => {
    const [start = '', end] = name.split('*')
    return end === undefined ? key === name : key.length >= name.length && key.startsWith(start) && key.endsWith(end)
  })

/** Parses a text that is a JSON object or list; gives any other text as it is. */
const collectionOf = (text: string): unknown => {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : text
  } catch {
    return text
  }
}

const isEmpty = (value: unknown): boolean => typeof value === 'object' && value !== null && Object.keys(value).length === 0

/** Makes the form of a databag in which it is compared with the expected one. */
export const comparable = (bag: Databag, { json = [], optional = [] }: CompareJson, expected: Databag): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(bag)
      .filter(([key]) => Object.hasOwn(expected, key) || !isNamed(key, optional))
      .map(([key, text]) => [key, isNamed(key, json) ? collectionOf(text) : text] as const)
      .filter(([, value]) => !isEmpty(value)),
  )

/** Says whether two pieces of JSON are the same; the order of members does not count. */
export const isSame = (a: unknown, b: unknown): boolean => {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, index) => isSame(item, b[index]))
  if (!isRecord(a) || !isRecord(b)) return a === b
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isSame(a[key], b[key]))
}
