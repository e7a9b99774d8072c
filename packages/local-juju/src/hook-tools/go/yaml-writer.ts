/** Writes lines with indentation, as libyaml's emitter does. */

/** A document that is being written. */
export interface Writer {
  readonly out: string[]
  column: number
  indent: number
  /** The last thing written was blank: one of libyaml's two flags. */
  whitespace: boolean
  /** Only indentation and indicators stand on the line so far: the other flag. */
  indention: boolean
}

/** Starts a document. */
export const newWriter = (): Writer => ({ out: [], column: 0, indent: -1, whitespace: true, indention: true })

/** Writes text on the line. */
export const put = (writer: Writer, text: string): void => {
  writer.out.push(text)
  writer.column += Array.from(text).length
}
/** Ends the line. */
export const newline = (writer: Writer, char = '\n'): void => {
  writer.out.push(char)
  writer.column = 0
}
/** Writes an indicator, apart from what stands before it. */
export const indicator = (
  writer: Writer,
  text: string,
  after: { readonly blank?: boolean; readonly keepsIndention?: boolean } = {},
): void => {
  put(writer, writer.whitespace ? text : ` ${text}`)
  writer.whitespace = after.blank ?? false
  writer.indention &&= after.keepsIndention ?? false
}
/** Writes an indicator right behind what stands before it. */
export const glue = (writer: Writer, text: string): void => {
  put(writer, text)
  writer.whitespace = false
  writer.indention = false
}
/** Begins a line at the indentation, unless that is where it stands. */
export const startLine = (writer: Writer): void => {
  const to = Math.max(writer.indent, 0)
  if (!writer.indention || writer.column > to || (writer.column === to && !writer.whitespace)) newline(writer)
  put(writer, ' '.repeat(Math.max(0, to - writer.column)))
  writer.whitespace = true
  writer.indention = true
}
