// JSON as Go's encoder writes it: one line, map keys sorted by bytes, `<`, `>` and `&` escaped.
import { quoteJson } from '../hook-tools/go/json.ts'
import { compareBytes } from '../hook-tools/go/sort.ts'
import { type Data, isMap } from './data.ts'

const member = (key: string, value: Data): string => `${quoteJson(key)}:${formatJson(value)}`

/** Writes data as Juju's `--format json` does, without the newline at the end. */
export const formatJson = (data: Data): string => {
  if (typeof data === 'string') return quoteJson(data)
  if (data === null || typeof data !== 'object') return JSON.stringify(data)
  if (Array.isArray(data)) return `[${data.map(formatJson).join(',')}]`
  if (isMap(data)) {
    const entries = [...data].sort(([a], [b]) => compareBytes(a, b))
    return `{${entries.map(([key, value]) => member(key, value)).join(',')}}`
  }
  const fields = Object.entries(data).flatMap(([key, value]) => (value === undefined ? [] : [member(key, value)]))
  return `{${fields.join(',')}}`
}
