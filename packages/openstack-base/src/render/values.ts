/** What templates get. */
import { isSecret, type Secret } from '@charm-layers/relation'

/** One value, or values in it. */
export type TemplateValue = string | number | boolean | undefined | Secret | readonly TemplateValue[] | TemplateData

/** Values by the names that templates use. */
export interface TemplateData {
  readonly [name: string]: TemplateValue
}

const isList = (value: readonly TemplateValue[] | TemplateData): value is readonly TemplateValue[] => Array.isArray(value)

/** Finds the first text, secret or not, of which something is to be said, and says it with the text's path. */
export function firstSaid(
  value: TemplateValue,
  say: (text: string) => string | undefined,
  path = '',
): { readonly path: string; readonly said: string } | undefined {
  if (typeof value === 'string') {
    const said = say(value)
    return said === undefined ? undefined : { path, said }
  }
  if (typeof value !== 'object') return undefined
  if (isSecret(value)) return firstSaid(value.reveal(), say, path)
  const members = isList(value) ? value.map((one) => ['', one] as const) : Object.entries(value)
  for (const [key, inner] of members) {
    const found = firstSaid(inner, say, key === '' ? path : path === '' ? key : `${path}.${key}`)
    if (found !== undefined) return found
  }
  return undefined
}

/** Gives the same data with each text, secrets included, written anew: what comes out is for a file and nothing else. */
export function mapTexts(value: TemplateValue, write: (text: string) => string): TemplateValue {
  if (typeof value === 'string') return write(value)
  if (typeof value !== 'object') return value
  if (isSecret(value)) return write(value.reveal())
  if (isList(value)) return value.map((one) => mapTexts(one, write))
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mapTexts(inner, write)]))
}
