/** The drawing of the states that a reader can meet. */
import type { InterfaceName } from '../readme.ts'
import { SIDES, type Side } from './interfaces.ts'
import { type Life, readKit, type Step } from './kit.ts'
import { readNotes } from './notes.ts'

interface StateSeen {
  readonly state: string
  readonly missing?: readonly string[]
  readonly key?: string
}

/** Longest line of a label. */
const WIDTH = 40

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

/** Arrows by their ends, such as `waiting --> ready`, each with what happens on it. */
type Arrows = Map<string, Set<string>>

const read = ({ implementation }: Side, { view, request }: Step): StateSeen => implementation.read(view, request as never) as StateSeen

/** Gives the state before the first step of a scenario: `ready` for a relation that begins by waiting, else `waiting`. */
const before = (state: string): string => (state === 'waiting' ? 'ready' : 'waiting')

/** Draws the usual life step by step. Of the others, in which a step need not follow from the one before, it draws those that say what happened. */
const arrowsOf = (side: Side, lives: readonly Life[]): Arrows => {
  const arrows: Arrows = new Map()
  const draw = (from: string, to: string, event: string): void => {
    const name = `${from} --> ${to}`
    if (from !== to) arrows.set(name, (arrows.get(name) ?? new Set()).add(event))
  }
  for (const [index, { steps }] of lives.entries()) {
    let last: string | undefined
    for (const step of steps) {
      const { state } = read(side, step)
      const event = index === 0 ? step.what : step.event
      if (event !== undefined) draw(last ?? (index === 0 ? '[*]' : before(state)), state, event)
      last = state
    }
  }
  // A reading depends on the view alone: once a fault is put right, the relation reads as if the fault had never been there.
  const isIn = (part: RegExp): boolean => [...arrows.keys()].some((name) => part.test(name))
  if (isIn(/> invalid$/) && !isIn(/^invalid /)) draw('invalid', 'ready', 'put right')
  if (isIn(/> waiting$/) && !isIn(/^waiting /)) draw('waiting', 'ready', 'put right')
  const [, gone = []] = [...arrows].find(([name]) => /^[a-z]+ --> absent$/.test(name)) ?? []
  for (const state of ['waiting', 'ready', 'invalid'])
    if (isIn(new RegExp(`> ${state}$`))) for (const event of gone) draw(state, 'absent', event)
  return arrows
}

const drawing = (side: Side, normalise: (key: string) => string): readonly string[] => {
  const { lives } = readKit(side.target)
  const seen = lives.flatMap(({ steps }) => steps.map((step) => read(side, step)))
  const missing = new Set(seen.flatMap((state) => state.missing ?? []).map(normalise))
  const faults = new Set(seen.flatMap(({ key }) => (key === undefined ? [] : [normalise(key)])))
  return [
    ...[...arrowsOf(side, lives)].map(([name, events]) => `  ${name}: ${[...events].map(escaped).join('<br>')}`),
    ...(missing.size === 0 ? [] : [`  waiting: waiting for<br>${wrapped([...missing])}`]),
    ...(faults.size === 0 ? [] : [`  invalid: invalid<br>${wrapped([...faults])}`]),
  ]
}

/** Makes the drawings of an interface, one for each side that reads. */
export const stateDrawings = (name: InterfaceName): string => {
  const { normalise } = readNotes(name)
  return SIDES[name]
    .map((side) => {
      const head = `The \`${side.target.split('/')[1]}\` side (${side.role}${side.where === undefined ? '' : ` ${side.where}`}):`
      return `${head}\n\n\`\`\`mermaid\nstateDiagram-v2\n  direction LR\n${drawing(side, normalise).join('\n')}\n\`\`\``
    })
    .join('\n\n')
}
