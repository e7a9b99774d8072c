/** One line a part: it changes in place on a terminal, and each change is a line of its own elsewhere. */
import { stripVTControlCharacters } from 'node:util'

/** How a part is doing: on its way, ready, or failed. */
export type Mood = 'busy' | 'good' | 'bad'

export interface Board {
  /** Shows what a part does. It keeps its place from its first time on; its clock runs until it is good or bad. */
  set(part: string, text: string, mood?: Mood): void
  /** Leaves the lines as they are; what is printed afterwards stands below. */
  end(): void
}

interface Line {
  readonly text: string
  readonly mood: Mood
  readonly started: number
  readonly took: number | undefined
}

/** Writes a span of time as a person would say it: `0.4 s`, `1 m 22 s`. */
export const duration = (milliseconds: number): string => {
  const seconds = milliseconds / 1000
  return seconds < 60 ? `${seconds.toFixed(1)} s` : `${Math.floor(seconds / 60)} m ${String(Math.floor(seconds % 60)).padStart(2)} s`
}

const colours: Readonly<Record<Mood, string>> = { busy: '\u001B[33m', good: '\u001B[32m', bad: '\u001B[31m' }

/** Where a board is shown: what it needs of `process.stdout`. */
export interface Output {
  readonly isTTY: boolean
  readonly columns: number
  hasColors(): boolean
  write(text: string): unknown
}

/** Makes a board. */
export function makeBoard(out: Output): Board {
  const lines = new Map<string, Line>()
  const isLive = out.isTTY
  const paint = isLive && out.hasColors()
  const width = (): number => (isLive ? out.columns : 1000)

  const render = (part: string, { text, mood, started, took }: Line): string => {
    const time = mood === 'busy' && !isLive ? '' : duration(took ?? performance.now() - started)
    const [word = '', ...rest] = text.split(' ')
    const shown = `${paint ? `${colours[mood]}${word}\u001B[0m` : word} ${rest.join(' ')}`
    const gap = ' '.repeat(Math.max(1, 32 - stripVTControlCharacters(shown).length))
    const line = `  ${part.padEnd(14)} ${shown}${gap}${time.padStart(9)}`
    const over = stripVTControlCharacters(line).length - width()
    return over > 0 ? `${line.slice(0, -over - 1)}…` : line.trimEnd()
  }
  let drawn = 0
  const redraw = (): void => {
    out.write(drawn > 0 ? `\u001B[${drawn}A` : '')
    for (const [part, line] of lines) out.write(`\u001B[2K${render(part, line)}\n`)
    drawn = lines.size
  }
  const timer = isLive ? setInterval(redraw, 500) : undefined
  return {
    set: (part, text, mood = 'busy') => {
      const before = lines.get(part)
      if (before?.text === text && before.mood === mood) return
      const now = performance.now()
      const started = before?.started ?? now
      // Agents keep running hooks: a part that changes its mood but not its text keeps its time. It is printed again only when it first ends.
      const earlier = before?.text === text ? before : undefined
      const took = earlier?.took ?? (mood === 'busy' ? undefined : now - started)
      lines.set(part, { text, mood, started, took })
      if (isLive) redraw()
      else if (!earlier || (earlier.took === undefined && took !== undefined)) out.write(`${render(part, { text, mood, started, took })}\n`)
    },
    end: () => clearInterval(timer),
  }
}
