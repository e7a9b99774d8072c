/** Base64, in which databags hold certificates. It does not use `node:buffer`, so that interface packages run outside Node.js too. */
import { type Fault, invalid } from '../state.ts'
import type { Databag } from '../view.ts'

const OTHER_THAN_ASCII = /[\u0080-\uffff]/

/** Writes the base64 of a text's UTF-8. */
export const toBase64 = (text: string): string => {
  if (text === '') return ''
  // PEM is ASCII, which `btoa` takes as it is.
  if (!OTHER_THAN_ASCII.test(text)) return btoa(text)
  let bytes = ''
  for (const byte of new TextEncoder().encode(text)) bytes += String.fromCharCode(byte)
  return btoa(bytes)
}

/**
 * Reads PEM text from base64; undefined when the value is not base64. Two kinds of value come back as they are: PEM that is not encoded,
 * which an operator may have given as an authority, and base64 of something that is not UTF-8, which readers upstream do not check
 * either.
 */
export const pemFromBase64 = (value: string): string | undefined => {
  if (value.startsWith('-----BEGIN ')) return value
  let bytes: string
  try {
    bytes = atob(value)
  } catch {
    return undefined
  }
  if (!OTHER_THAN_ASCII.test(bytes)) return bytes
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes, (char) => char.charCodeAt(0)))
  } catch {
    return value
  }
}

/** Reads a key that holds PEM in base64; undefined when the key is absent, a fault when its value is not base64. */
export const pemOf = (bag: Databag, key: string): string | undefined | Fault =>
  bag[key] ? pemFromBase64(bag[key]) || invalid(key, 'is not base64 text') : undefined
