import { parseDirective, type StorageDirective } from '../../model/storage-directive.ts'
import { isStorageId } from '../../names.ts'
import { ToolError, textOf } from '../error.ts'
import { checked } from '../flags.ts'
import { quote } from '../go/quote.ts'
import type { Hook } from '../hook.ts'
import { checkEmpty, defineTool, noFlags, outputFlags, print, type Tool } from '../tool.ts'
import { map, strings } from '../value.ts'
import type { WorldStorage } from '../world.ts'

const find = (hook: Hook, id: string): WorldStorage => {
  const storage = hook.world.storage().find((one) => one.id === id)
  if (storage === undefined) throw new ToolError(`storage instance ${quote(id)} not found`)
  if (!storage.provisioned) throw new ToolError(`storage attachment ${quote(id)} on ${quote(hook.world.unit)} not provisioned`)
  return storage
}

/** The hook's storage; while it is not provisioned there is none. */
const hookStorage = (hook: Hook): WorldStorage | undefined => {
  if (hook.scope.storage === undefined) return undefined
  try {
    return find(hook, hook.scope.storage)
  } catch (error) {
    if (textOf(error) === undefined) throw error
    return undefined
  }
}

/** Reads one storage. */
export const storageGet: Tool = defineTool(
  '[<key>]',
  (hook) => ({
    storage: checked<WorldStorage | undefined>(['s'], hookStorage(hook), (word) => {
      if (!isStorageId(word)) throw new ToolError(`invalid storage ID ${quote(word)}`)
      return find(hook, word)
    }),
    ...outputFlags(),
  }),
  (input) => {
    const { storage } = input.flags
    if (storage === undefined) throw new ToolError('no storage instance specified')
    const [key = '', ...surplus] = input.args
    checkEmpty(surplus)
    return () => {
      const { kind, location } = storage
      if (key === '') return print(input, map({ kind, location }))
      if (key === 'kind') return print(input, kind)
      if (key === 'location') return print(input, location)
      throw new ToolError(`invalid storage attribute ${quote(key)}`)
    }
  },
)

/** Lists the storages of the unit. */
export const storageList: Tool = defineTool(
  '[<storage-name>]',
  () => outputFlags(),
  (input) => {
    const [name = '', ...surplus] = input.args
    checkEmpty(surplus)
    return () => {
      const ids = input.hook.world.storage().map(({ id }) => id)
      return print(input, strings(ids.filter((id) => name === '' || id.startsWith(`${name}/`))))
    }
  },
)

const read = (name: string, constraints: string): StorageDirective => {
  try {
    return parseDirective(constraints)
  } catch (error) {
    throw error instanceof Error ? new ToolError(`cannot parse constraints for storage ${quote(name)}: ${error.message}`) : error
  }
}

/** Reads a count in the wording of 3.6, in which pools and sizes are constraints too. */
const parseCount = (name: string, constraints: string | undefined): number => {
  if (constraints === undefined) return 1
  const { pool, size, count = 1 } = read(name, constraints)
  if (pool !== undefined || size !== undefined) throw new ToolError(`only count can be specified for ${quote(name)}`)
  return count
}

/** Asks for more storage when the hook succeeds. */
export const storageAdd: Tool = defineTool('<storage name>[=<constraints>] [...]', noFlags, ({ hook, args }) => {
  if (args.length === 0) throw new ToolError('storage add requires a storage directive')
  const counts = new Map<string, number>()
  for (const arg of args) {
    const at = arg.indexOf('=')
    const name = at === -1 ? arg : arg.slice(0, at)
    if (name === '') throw new ToolError(`expected "name=constraints" or "name", got ${quote(arg)}`)
    if (counts.has(name)) throw new ToolError(`storage ${quote(name)} specified more than once`)
    counts.set(name, parseCount(name, at === -1 ? undefined : arg.slice(at + 1)))
  }
  return () => {
    for (const [name, count] of counts) {
      if (!hook.world.storageNames().includes(name)) throw new ToolError(`storage ${quote(name)} not found`)
      hook.addStorage(name, count)
    }
    return undefined
  }
})
