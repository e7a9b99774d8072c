/** Formats of files: how to write a value so that the reader of the file gets that value, and which values cannot be written. */

/** How values are written into files of one format. The rest of a file is its template. */
export interface Format {
  readonly name: string
  /** Says why a text cannot be written, in words that follow its name; undefined when it can. */
  refuses(text: string): string | undefined
  /** Writes a text that is not refused. */
  write(text: string): string
}
