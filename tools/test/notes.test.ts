import { expect, test } from 'vitest'
import { parseNotes } from '../wire/notes.ts'

const note = { from: 'client', bag: 'unit', keys: ['username'], form: 'text' }
const parse = (file: unknown) => parseNotes(JSON.stringify(file))

test('notes have the form of keys and since when they are there, and patterns make one key of many', () => {
  const patterns = [{ matches: '^[a-z]+_password$', key: '<prefix>_password' }]
  const { notes, normalise } = parse({ patterns, notes: [note, { ...note, bag: 'application', since: '' }] })
  expect(notes).toEqual([
    { ...note, since: 'always' },
    { ...note, bag: 'application', since: '' },
  ])
  expect(['nova_password', 'password'].map(normalise)).toEqual(['<prefix>_password', 'password'])
})

test.for<readonly [unknown, string]>([
  [[], 'is no JSON object'],
  [{ notes: [] }, 'patterns is no list'],
  [{ patterns: [] }, 'notes is no list'],
  [{ patterns: [{ matches: '(', key: 'k' }], notes: [] }, 'patterns[0]: matches is no regular expression'],
  [{ patterns: [{ matches: 'a' }], notes: [] }, 'patterns[0]: key is no text'],
  [{ patterns: [], notes: [note, 'text'] }, 'notes[1] is no object'],
  [{ patterns: [], notes: [{ ...note, bag: 'peer' }] }, 'notes[0]: bag is neither unit nor application'],
  [{ patterns: [], notes: [{ ...note, keys: 'username' }] }, 'notes[0]: keys is no list of texts'],
  [{ patterns: [], notes: [{ ...note, keys: [] }] }, 'notes[0]: keys is no list of texts'],
  [{ patterns: [], notes: [{ ...note, form: undefined }] }, 'notes[0]: form is no text'],
  [{ patterns: [], notes: [{ ...note, since: 2015 }] }, 'notes[0]: since is no text'],
  [{ patterns: [], notes: [{ ...note, sinse: '2015' }] }, 'notes[0]: nothing is known of sinse; there may be from, bag, keys, form, since'],
])('%j is refused: %s', ([file, why]) => {
  expect(() => parse(file)).toThrow(new Error(why))
})

test('what is no JSON is refused', () => {
  expect(() => parseNotes('{')).toThrow(new Error('is no JSON object'))
})
