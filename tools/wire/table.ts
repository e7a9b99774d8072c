/** The table of who sends what. */
import type { InterfaceName } from '../readme.ts'
import { type Note, readNotes } from './notes.ts'
import { observe, type Seen } from './observe.ts'

const code = (text: string): string => (text === '' ? '' : text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``)
const cell = (text: string): string => text.replaceAll('|', '\\|')
const unique = (texts: readonly string[]): readonly string[] => [...new Set(texts)].filter((text) => text !== '')

const LEGEND =
  'Made by running both sides over the conformance kit. _Not ours_: only other implementations write it. _Ours takes it away_: what is left of it goes with the next write. A side reads a key when its result depends on it.'

const SENT: Readonly<Record<Seen['written'], string>> = { written: '', 'taken away': '; ours takes it away', 'not here': '; not ours' }

const line = ({ from, bag, form, since }: Note, keys: readonly Seen[]): string => {
  const written = keys[0]?.written ?? 'not here'
  const readBy = keys[0]?.readBy ?? []
  const examples = unique(keys.map(({ example }) => example)).slice(0, 3)
  const cells = [
    keys.map(({ key }) => code(key)).join(', '),
    `${from}${from === 'Juju' ? '' : SENT[written]}`,
    bag,
    form,
    examples.map(code).join(', '),
    readBy.length === 0 ? '—' : readBy.join(', '),
    since,
  ]
  return `| ${cells.map(cell).join(' | ')} |`
}

/** Makes the lines of one note: keys that are sent or read in another way get a line of their own. */
const linesOf = (note: Note, keys: readonly Seen[]): readonly string[] => {
  const groups = Map.groupBy(keys, ({ written, readBy }) => `${written} ${readBy.join()}`)
  return [...groups.values()].map((group) => line(note, group))
}

/**
 * Makes the table of an interface.
 *
 * @throws Error when the notes and the code differ: a key without a note, or a note for a key that nobody sends.
 */
export const wireTable = (name: InterfaceName): string => {
  const { normalise, notes } = readNotes(name)
  const seen = observe(name, normalise)
  const find = ({ from, bag }: Note, key: string): Seen | undefined =>
    seen.find((each) => each.from === from && each.bag === bag && each.key === key)
  // A key that no side reads and our sender does not write belongs to no protocol: the kit has it to show how left-overs are treated.
  const meant = seen.filter(({ written, readBy }) => written === 'written' || readBy.length > 0)
  const lacking = meant.filter(
    ({ from, bag, key }) => !notes.some((note) => note.from === from && note.bag === bag && note.keys.includes(key)),
  )
  if (lacking.length > 0)
    throw new Error(`docs/keys.json says nothing of ${lacking.map(({ from, bag, key }) => `${key} (${from}, ${bag})`).join(', ')}`)
  const lines = notes.flatMap((note) => {
    const keys = note.keys.map((key) => find(note, key) ?? key)
    const unknown = keys.filter((key) => typeof key === 'string')
    if (unknown.length > 0 && note.from !== 'Juju')
      throw new Error(`docs/keys.json speaks of ${unknown.join(', ')} (${note.from}, ${note.bag}), which is in no case of the kit`)
    return linesOf(
      note,
      keys.filter((key) => typeof key !== 'string'),
    )
  })
  return [LEGEND, '', '| key | sent by | databag | form | example | read by | since |', '|---|---|---|---|---|---|---|', ...lines].join(
    '\n',
  )
}
