// `name=directive` words, as `deploy --storage` and `add-storage` take them.
import { parseDirective, type StorageDirective } from '../../model/storage-directive.ts'
import { messageOf } from '../errors.ts'

/** Reads a directive; throws an Error that names the storage. */
export const directiveFor = (name: string, text: string): StorageDirective => {
  try {
    return parseDirective(text)
  } catch (error) {
    throw new Error(`cannot parse constraints for storage ${JSON.stringify(name)}: ${messageOf(error)}`)
  }
}

/** Reads `name=directive` and `name`, which asks for one; throws an Error that names the storage. */
export const readDirectives = (words: readonly string[]): ReadonlyMap<string, StorageDirective> => {
  const all = new Map<string, StorageDirective>()
  for (const word of words) {
    const [, name = '', directive] = /^([^=]+)(?:=(.*))?$/s.exec(word) ?? []
    if (name === '') throw new Error(`expected "name=constraints" or "name", got ${JSON.stringify(word)}`)
    if (all.has(name)) throw new Error(`storage ${JSON.stringify(name)} specified more than once`)
    all.set(name, directive === undefined ? { count: 1 } : directiveFor(name, directive))
  }
  return all
}
