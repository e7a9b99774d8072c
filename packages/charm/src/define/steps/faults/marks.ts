/** Finds texts that were made of a secret: they hold `***` in place of it. */
import { isSecret } from '@charm-layers/relation'

const mark = '***'
const markInHex = Buffer.from(mark).toString('hex')

/** Tells whether a text holds the mark, as it is or written as part of a URL, in base64 or in hexadecimal. */
function holdsMark(text: string): boolean {
  if (text.includes(mark) || /(?:%2a){3}/i.test(text) || text.includes(markInHex)) return true
  return (text.match(/[\w+/-]{4,}/g) ?? []).some((word) => Buffer.from(word, 'base64').includes(mark))
}

/** Tells whether a value holds such a text at any depth. */
export function holdsSecretMark(value: unknown): boolean {
  if (typeof value === 'string') return holdsMark(value)
  if (isSecret(value)) return holdsMark(value.reveal())
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(([key, one]) => holdsMark(key) || holdsSecretMark(one))
}
