/** Base64, in which certificates stand in databags. `node:buffer` is not used: an interface package runs anywhere. */
import { type Fault, invalid } from '../state.ts'
import type { Databag } from '../view.ts'

const OTHER_THAN_ASCII = /[\u0080-\uffff]/

/** Writes the base64 of a text's UTF-8. */
export const toBase64 = (text: string): string => {
  // PEM is ASCII, which needs no bytes of its own.
  if (!OTHER_THAN_ASCII.test(text)) return btoa(text)
  let bytes = ''
  for (const byte of new TextEncoder().encode(text)) bytes += String.fromCharCode(byte)
  return btoa(bytes)
}

/**
 * Reads PEM text from base64. What is no base64 of text is taken as it is, since readers upstream do not look into it either, and an
 * operator may have given an authority that was not encoded; what Python cannot decode is undefined.
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

/** Reads a key that holds PEM in base64; undefined when it is not there, a fault when it is no base64 text. */
export const pemOf = (bag: Databag, key: string): string | undefined | Fault =>
  bag[key] ? pemFromBase64(bag[key]) || invalid(key, 'is not base64 text') : undefined
