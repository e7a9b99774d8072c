import { isMap, isScalar, parseAllDocuments } from 'yaml'
import { ToolError } from '../error.ts'
import type { Bag } from '../world.ts'
import { isNullWord } from './resolve.ts'

export const decodeStringMap = (bytes: Uint8Array): Bag => {
  const text = Buffer.from(bytes).toString()
  const docs = parseAllDocuments(text, { version: '1.1', schema: 'failsafe', uniqueKeys: false })
  const doc = Array.isArray(docs) ? docs[0] : undefined
  if (doc === undefined || doc.contents === null) return {}
  if (doc.errors[0] !== undefined) throw new ToolError(`yaml: ${doc.errors[0].message}`)
  const root = doc.contents
  if (isScalar(root)) {
    const value = String(root.source ?? '')
    if (isNullWord(value)) return {}
    const shown = value.length > 10 ? `${value.slice(0, 7)}...` : value
    throw new ToolError(`yaml: unmarshal errors:\n  line 1: cannot unmarshal !!str \`${shown}\` into map[string]string`)
  }
  if (!isMap(root)) throw new ToolError('yaml: unmarshal errors:\n  line 1: cannot unmarshal !!seq into map[string]string')
  const found: [string, string][] = root.items.map(({ key, value }) => {
    if (!isScalar(key)) throw new ToolError('yaml: unmarshal errors:\n  line 1: cannot unmarshal !!seq into string')
    if (value === null) return [String(key.source), '']
    if (!isScalar(value))
      throw new ToolError(`yaml: unmarshal errors:\n  line 1: cannot unmarshal ${isMap(value) ? '!!map' : '!!seq'} into string`)
    const text = String(value.value)
    return [String(key.source), value.type === 'PLAIN' && isNullWord(text) ? '' : text]
  })
  return Object.fromEntries(found)
}
