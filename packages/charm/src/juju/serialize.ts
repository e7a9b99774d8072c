// Characters that Juju's YAML refuses or changes unless they are escaped. Found by trying every code point.
const unsafe = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/gu

// A quoted key on one line may take 1024 bytes with its quotes; longer ones need the explicit form.
const LONGEST_KEY = 1000

const quote = (text: string, what: string): string => {
  if (!text.isWellFormed()) throw new TypeError(`${what} holds half a surrogate pair, which Juju cannot store`)
  return JSON.stringify(text).replace(unsafe, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/**
 * Writes keys and values as YAML for `relation-set --file -` and `state-set --file -`, so that Juju reads back exactly these texts.
 * Unlike `key=value` arguments this keeps blanks at either end of a value, and has no limit of size.
 * @throws TypeError for half a surrogate pair.
 */
export const serializeFile = (values: Readonly<Record<string, string>>): string => {
  const lines = Object.entries(values).map(([key, value]) => {
    const quotedKey = quote(key, 'a key')
    const quotedValue = quote(value, `the value of ${quotedKey}`)
    return Buffer.byteLength(quotedKey) > LONGEST_KEY ? `? ${quotedKey}\n: ${quotedValue}\n` : `${quotedKey}: ${quotedValue}\n`
  })
  return lines.length === 0 ? '{}\n' : lines.join('')
}
