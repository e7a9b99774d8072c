/**
 * Notes on the keys of an interface that no program can find out: their form, and since when they exist. The notes stand in
 * `docs/keys.json`
 * of the interface's package. The rest of the tables is observed.
 */
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { isList, isRecord, parseJson } from '@charm-layers/relation/wire'
import { type InterfaceName, readmePath } from '../readme.ts'
import type { Seen } from './observe.ts'

/** One line of a table: keys of one sender and bag that have one meaning. */
export interface Note {
  readonly from: string
  readonly bag: Seen['bag']
  readonly keys: readonly string[]
  readonly form: string
  readonly since: string
}

/** What is known of an interface. */
export interface Notes {
  /** Makes one key out of keys that differ only in a name, such as that of a unit. */
  readonly normalise: (key: string) => string
  readonly notes: readonly Note[]
}

type Fields = Readonly<Record<string, unknown>>

/** Gives the rows of a list, each an object with no other fields than these. */
const rowsOf = (file: Fields, list: string, fields: readonly string[]): readonly (readonly [where: string, row: Fields])[] => {
  const rows = file[list]
  if (!isList(rows)) throw new Error(`${list} is no list`)
  return rows.map((row, index) => {
    const where = `${list}[${index}]`
    if (!isRecord(row)) throw new Error(`${where} is no object`)
    const other = Object.keys(row).find((field) => !fields.includes(field))
    if (other !== undefined) throw new Error(`${where}: nothing is known of ${other}; there may be ${fields.join(', ')}`)
    return [where, row]
  })
}

const textIn = (where: string, row: Fields, field: string): string => {
  const text = row[field]
  if (typeof text !== 'string') throw new Error(`${where}: ${field} is no text`)
  return text
}

const patternOf = (where: string, text: string): RegExp => {
  try {
    return new RegExp(text)
  } catch {
    throw new Error(`${where}: matches is no regular expression`)
  }
}

const noteOf = ([where, row]: readonly [string, Fields]): Note => {
  const { bag, keys } = row
  if (bag !== 'unit' && bag !== 'application') throw new Error(`${where}: bag is neither unit nor application`)
  if (!isList(keys) || keys.length === 0 || !keys.every((key) => typeof key === 'string'))
    throw new Error(`${where}: keys is no list of texts`)
  const since = row.since === undefined ? 'always' : textIn(where, row, 'since')
  return { from: textIn(where, row, 'from'), bag, keys, form: textIn(where, row, 'form'), since }
}

/**
 * Reads the notes from the text of a `keys.json`. A note without `since` is about keys that were always there.
 *
 * @throws Error that says which row is wrong, and how.
 */
export const parseNotes = (text: string): Notes => {
  const file = parseJson(text)
  if (!isRecord(file)) throw new Error('is no JSON object')
  const patterns = rowsOf(file, 'patterns', ['matches', 'key']).map(
    ([where, row]) => [patternOf(where, textIn(where, row, 'matches')), textIn(where, row, 'key')] as const,
  )
  return {
    normalise: (key) => patterns.reduce((name, [pattern, by]) => name.replace(pattern, by), key),
    notes: rowsOf(file, 'notes', ['from', 'bag', 'keys', 'form', 'since']).map(noteOf),
  }
}

/**
 * Reads the notes of an interface.
 *
 * @throws Error that names the file, if it is not there or is wrong.
 */
export const readNotes = (name: InterfaceName): Notes => {
  try {
    return parseNotes(readFileSync(join(dirname(readmePath(name)), 'docs', 'keys.json'), 'utf8'))
  } catch (error) {
    throw new Error(`interface-${name}/docs/keys.json: ${error instanceof Error ? error.message : String(error)}`)
  }
}
