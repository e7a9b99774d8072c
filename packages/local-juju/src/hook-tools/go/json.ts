const escapes: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
}

/** Quotes a text as Go's encoding/json does: HTML's signs and two line separators are escaped, other text stays raw. */
export const quoteJson = (text: string): string => JSON.stringify(text).replace(/[<>&\u2028\u2029]/gu, (char) => escapes[char] ?? char)

/** Quotes bytes that need not be text: each byte that is none becomes the escaped replacement character. */
export const quoteJsonBytes = (bytes: Uint8Array): string => {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
  return quoteJson(text).replaceAll('\ufffd', '\\ufffd')
}
