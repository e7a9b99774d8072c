/** Numbers, as databags hold them: decimal digits. */

/** Reads a whole number of at most fifteen digits, which a `number` holds exactly; undefined for any other text. */
export const numberOf = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined

/** Reads a port number, 1 to 65535; undefined for any other text. */
export const portOf = (text: string | undefined): number | undefined => {
  const port = text !== undefined && text.length <= 5 ? numberOf(text) : undefined
  return port !== undefined && port > 0 && port < 65536 ? port : undefined
}

/** Writes a number. Undefined becomes the empty text, which deletes a key. */
export const numberText = (value: number | undefined): string => (value === undefined ? '' : String(value))
