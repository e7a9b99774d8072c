// JSON as Go's encoder writes it: one line, map keys sorted by bytes, `<`, `>` and `&` escaped.
import { type Data, isMap } from './data.ts'

const escapes: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
}

const text = (value: string): string => JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (character) => escapes[character] ?? character)

const compareBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b))

const member = (key: string, value: Data): string => `${text(key)}:${formatJson(value)}`

/** Writes data as Juju's `--format json` does, without the newline at the end. */
export const formatJson = (data: Data): string => {
  if (typeof data === 'string') return text(data)
  if (data === null || typeof data !== 'object') return JSON.stringify(data)
  if (Array.isArray(data)) return `[${data.map(formatJson).join(',')}]`
  if (isMap(data)) {
    const entries = [...data].sort(([a], [b]) => compareBytes(a, b))
    return `{${entries.map(([key, value]) => member(key, value)).join(',')}}`
  }
  const fields = Object.entries(data).flatMap(([key, value]) => (value === undefined ? [] : [member(key, value)]))
  return `{${fields.join(',')}}`
}
