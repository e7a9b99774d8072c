/** The drawing of the states that a reader can meet. */
import type { InterfaceName } from '../readme.ts'
import { SIDES, type Side } from './interfaces.ts'
import { readKit } from './kit.ts'
import { NOTES } from './notes.ts'

interface StateSeen {
  readonly state: string
  readonly missing?: readonly string[]
  readonly key?: string
}

/** Longest line of a label, and most events on an arrow. */
const WIDTH = 40
const EVENTS = 5

/** Spells the characters that a drawing takes for its own. */
const escaped = (text: string): string =>
  text.replaceAll(/[#;:<>]/g, (char) => ({ '#': '#35;', ';': '#59;', ':': '#58;', '<': '#lt;', '>': '#gt;' })[char] ?? char)

/** Breaks a list of words into lines. */
const wrapped = (words: readonly string[]): string => {
  const lines: string[] = []
  for (const word of words) {
    const last = lines.at(-1)
    if (last === undefined || last.length + word.length > WIDTH) lines.push(word)
    else lines[lines.length - 1] = `${last}, ${word}`
  }
  return lines.map(escaped).join(',<br>')
}

const eventsOf = (events: ReadonlySet<string>): string => {
  const all = [...events].map(escaped)
  return (all.length > EVENTS ? [...all.slice(0, EVENTS), '…'] : all).join('<br>')
}

const drawing = ({ target, implementation }: Side, normalise: (key: string) => string): readonly string[] => {
  const arrows = new Map<string, Set<string>>()
  const arrow = (from: string, to: string, what: string): void => {
    const name = `${from} --> ${to}`
    arrows.set(name, (arrows.get(name) ?? new Set()).add(what))
  }
  const starts = new Map<string, Set<string>>()
  const missing = new Set<string>()
  const faults = new Set<string>()
  for (const [index, { name, steps }] of readKit(target).lives.entries()) {
    let before: string | undefined
    for (const { what, view, request } of steps) {
      const seen = implementation.read(view, request as never) as StateSeen
      for (const key of seen.missing ?? []) missing.add(normalise(key))
      if (seen.key !== undefined) faults.add(normalise(seen.key))
      // The first life is the usual one, step by step; of the others the name says what they are about.
      const isPlain = index === 0 || before === 'absent' || seen.state === 'absent'
      if (before === undefined) starts.set(seen.state, (starts.get(seen.state) ?? new Set()).add(isPlain ? what : name))
      else if (before !== seen.state && (index === 0 || !isPlain || !arrows.has(`${before} --> ${seen.state}`)))
        arrow(before, seen.state, isPlain ? what : name)
      before = seen.state
    }
  }
  const [[first, firstEvents] = ['absent', new Set<string>()]] = starts
  const reached = new Set([...arrows.keys()].map((name) => name.split(' ').at(-1)).concat(first))
  for (const [state, events] of starts) if (!reached.has(state)) for (const what of events) arrow('[*]', state, what)
  return [
    `  [*] --> ${first}: ${escaped([...firstEvents][0] ?? '')}`,
    ...[...arrows].map(([name, events]) => `  ${name}: ${eventsOf(events)}`),
    ...(missing.size === 0 ? [] : [`  waiting: waiting for<br>${wrapped([...missing])}`]),
    ...(faults.size === 0 ? [] : [`  invalid: invalid<br>${wrapped([...faults])}`]),
  ]
}

/** Makes the drawings of an interface, one for each side that reads. */
export const stateDrawings = (name: InterfaceName): string => {
  const normalise = (key: string): string => NOTES[name].patterns.reduce((text, [pattern, by]) => text.replace(pattern, by), key)
  return SIDES[name]
    .map((side) => {
      const head = `The \`${side.target.split('/')[1]}\` side, ${side.role.startsWith('every') ? '' : 'the '}${side.role}:`
      return `${head}\n\n\`\`\`mermaid\nstateDiagram-v2\n  direction LR\n${drawing(side, normalise).join('\n')}\n\`\`\``
    })
    .join('\n\n')
}
