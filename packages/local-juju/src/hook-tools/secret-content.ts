import { isUtf8 } from 'node:buffer'
import { createHash } from 'node:crypto'
import { ToolError } from './error.ts'
import { quote } from './go/quote.ts'
import { compareBytes } from './go/sort.ts'
import type { Bag } from './world.ts'

const KEY = /^[a-z](?:-?[a-z0-9]){2,}$/u
const BASE64 = '#base64'
const FILE = '#file'
// Of one value and of all, in base64 (3.6).
const LARGEST = 1_000_000

/** Makes the checksum by which a new content is told from the latest one. */
export const contentChecksum = (content: Bag): string =>
  createHash('sha256')
    .update(JSON.stringify(Object.entries(content).sort(([a], [b]) => compareBytes(a, b))))
    .digest('hex')

const check = (key: string): string => {
  if (!KEY.test(key)) throw new ToolError(`key ${quote(key)} not valid`)
  return key
}

/** Turns texts and bytes into base64 values; a key that ends in `#base64` has one already. */
export const encodeContent = (values: ReadonlyMap<string, string | Uint8Array>): Bag => {
  const content: Record<string, string> = {}
  let total = 0
  for (const [name, value] of values) {
    const encoded = name.endsWith(BASE64)
    const key = check(encoded ? name.slice(0, -BASE64.length) : name)
    const text = encoded ? Buffer.from(value).toString() : Buffer.from(value).toString('base64')
    if (text.length > LARGEST) throw new ToolError(`base64 encoded secret content for key ${quote(key)} too large: ${text.length} bytes`)
    total += text.length
    if (total > LARGEST) throw new ToolError(`base64 encoded secret content too large: ${total} bytes`)
    content[key] = text
  }
  return content
}

/** Reads `key[#base64|#file]=value` words; base64's padding at the end does not count as the `=` between. */
export const parseContentWords = async (
  words: readonly string[],
  read: (key: string, path: string) => Promise<Uint8Array>,
): Promise<Bag> => {
  const values = new Map<string, string | Uint8Array>()
  for (const word of words) {
    const at = word.replace(/=+$/u, '').indexOf('=')
    if (at < 1) throw new ToolError(`key value ${quote(word)} not valid`)
    const [name, value] = [word.slice(0, at), word.slice(at + 1)]
    const key = name.slice(0, -FILE.length)
    if (name.endsWith(FILE)) values.set(key, await read(key, value))
    else values.set(name, value)
  }
  return encodeContent(values)
}

/** Decodes one value for printing. */
export const decodeValue = (base64: string): string | { readonly kind: 'bytes'; readonly bytes: Uint8Array } => {
  const bytes = Uint8Array.from(Buffer.from(base64, 'base64'))
  return isUtf8(bytes) ? Buffer.from(bytes).toString() : { kind: 'bytes', bytes }
}
