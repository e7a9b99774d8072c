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
): { readonly path: string; readonly why: string } | undefined {
  if (typeof value === 'string') {
    const why = refuse(value)
    return why === undefined ? undefined : { path: '', why }
  }
  if (typeof value !== 'object') return undefined
  if (isSecret(value)) return findRefused(value.reveal(), refuse)
  // A path is made only of what is found: nearly always that is nothing.
  if (isList(value)) {
    for (const inner of value) {
      const found = findRefused(inner, refuse)
      if (found !== undefined) return found
    }
    return undefined
  }
  for (const name of Object.keys(value)) {
    const found = findRefused(value[name], refuse)
    if (found !== undefined) return { ...found, path: found.path === '' ? name : `${name}.${found.path}` }
  }
  return undefined
}

/** Gives the same data with each text replaced by `write(text)`. Secrets are revealed, so the result must go into a file only. */
export function mapTexts(value: TemplateValue, write: (text: string) => string): TemplateValue {
  if (typeof value === 'string') return write(value)
  if (typeof value !== 'object') return value
  if (isSecret(value)) return write(value.reveal())
  if (isList(value)) return value.map((one) => mapTexts(one, write))
  const written: Record<string, TemplateValue> = {}
  for (const name of Object.keys(value)) written[name] = mapTexts(value[name], write)
  return written
}
