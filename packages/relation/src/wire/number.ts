/** Numbers, as databags hold them: decimal digits. */

/** Reads a whole number of at most fifteen digits, all of which a `number` can hold; undefined if the text is none. */
export const numberOf = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined

/** Reads a port number, 1 to 65535; undefined if the text is none. */
export const portOf = (text: string | undefined): number | undefined => {
  const port = text !== undefined && text.length <= 5 ? numberOf(text) : undefined
  return port !== undefined && port > 0 && port < 65536 ? port : undefined
}

/** Writes a number; one that is not there is the empty text, which takes a key away. */
export const numberText = (value: number | undefined): string => (value === undefined ? '' : String(value))
