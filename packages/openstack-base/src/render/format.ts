/** Formats of files: how a value is written so that it can become nothing but itself, and what cannot be written at all. */

/** How values stand in the files of one format. Templates hold the rest. */
export interface Format {
  readonly name: string
  /** Says why a text cannot be written, to be read behind its name; undefined when it can. */
  refuses(text: string): string | undefined
  /** Writes a text that is not refused. */
  write(text: string): string
}
