/** How messages show what was found: short, on one line, and never the value of a secret. */
import { isSecret } from '@charm-layers/relation'
import { plainText } from '../../../juju/plain-text.ts'

const longest = 60

/** Gives a text in quotes, on one line and cut. */
export const quoted = (text: string): string => {
  const line = plainText(text)
  return `'${line.length > longest ? `${line.slice(0, longest)}…` : line}'`
}

/** Says what a value is. */
export function found(value: unknown): string {
  if (value === undefined || value === null || typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return value === '' ? 'an empty text' : `the text ${quoted(value)}`
  if (typeof value === 'function') return `the function ${value.name === '' ? 'without a name' : value.name}`
  if (isSecret(value)) return 'a Secret'
  if (value instanceof Promise) return 'a Promise'
  if (Array.isArray(value)) return 'a list'
  if (typeof value !== 'object') return `a ${typeof value}`
  const name: unknown = value.constructor?.name
  return typeof name === 'string' && name !== 'Object'
    ? `a ${name}`
    : `an object with ${Object.keys(value).slice(0, 4).join(', ') || 'nothing'}`
}
