// Tables as Juju prints them: cells padded to the widest of their column plus two blanks, the last printed cell of a row not padded.

/** How a table is laid out: columns (by position) whose cells stand at the right. */
export interface TableOptions {
  readonly right?: readonly number[]
}

const width = (text: string): number => Array.from(text).length

/** Lays rows out in columns; an empty last cell leaves the padding of the cell before it. */
export const table = (rows: readonly (readonly string[])[], { right = [] }: TableOptions = {}): string => {
  const columns = Math.max(0, ...rows.map((row) => row.length))
  const widths = Array.from({ length: columns }, (_, column) => Math.max(...rows.map((row) => width(row[column] ?? ''))))
  const lines = rows.map((row) =>
    row
      .map((cell, column) => {
        const padding = ' '.repeat((widths[column] ?? 0) - width(cell))
        const last = column === row.length - 1
        if (right.includes(column)) return last ? padding + cell : `${padding}${cell}  `
        return last ? cell : `${cell}${padding}  `
      })
      .join(''),
  )
  return lines.map((line) => `${line}\n`).join('')
}
