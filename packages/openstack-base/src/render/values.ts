/** The values that templates get. */
import { isSecret, type Secret } from '@charm-layers/relation'

/** A value in template data, which may hold further values. */
export type TemplateValue = string | number | boolean | undefined | Secret | readonly TemplateValue[] | TemplateData

/** Template data: values by the names that templates use. */
export interface TemplateData {
  readonly [name: string]: TemplateValue
}

const isList = (value: readonly TemplateValue[] | TemplateData): value is readonly TemplateValue[] => Array.isArray(value)

/** Finds the first text, secrets included, that `refuse` gives a reason against: its path and the reason. Undefined when there is none. */
export function findRefused(
  value: TemplateValue,
  refuse: (text: string) => string | undefined,
  path = '',
): { readonly path: string; readonly why: string } | undefined {
  if (typeof value === 'string') {
    const why = refuse(value)
    return why === undefined ? undefined : { path, why }
  }
  if (typeof value !== 'object') return undefined
  if (isSecret(value)) return findRefused(value.reveal(), refuse, path)
  const members = isList(value) ? value.map((one) => ['', one] as const) : Object.entries(value)
  for (const [key, inner] of members) {
    const found = findRefused(inner, refuse, key === '' ? path : path === '' ? key : `${path}.${key}`)
    if (found !== undefined) return found
  }
  return undefined
}

/** Gives the same data with each text replaced by `write(text)`. Secrets are revealed, so the result must go into a file only. */
export function mapTexts(value: TemplateValue, write: (text: string) => string): TemplateValue {
  if (typeof value === 'string') return write(value)
  if (typeof value !== 'object') return value
  if (isSecret(value)) return write(value.reveal())
  if (isList(value)) return value.map((one) => mapTexts(one, write))
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mapTexts(inner, write)]))
}
