import { ToolError } from '../error.ts'
import { quote } from '../go/quote.ts'
import type { ActionResults } from '../pending.ts'
import { checkEmpty, defineTool, needAction, noFlags, outputFlags, print, type Tool } from '../tool.ts'
import { fromJson } from '../value.ts'
import type { Json } from '../world.ts'

const DEFAULT_MESSAGE = 'action failed without reason given, check action for errors'
const KEY = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/u
const reserved = new Set(['stdout', 'stdout-encoding', 'stderr', 'stderr-encoding'])

const lookUp = (params: Json | undefined, path: readonly string[]): Json => {
  const [key, ...rest] = path
  if (key === undefined) return params ?? null
  if (typeof params !== 'object' || params === null || Array.isArray(params)) return null
  return lookUp(Object.entries(params).find(([name]) => name === key)?.[1], rest)
}

/** Reads the parameters of the action. */
export const actionGet: Tool = defineTool(
  '[<key>[.<key>.<key>...]]',
  () => outputFlags(),
  (input) => {
    const { hook, args } = input
    const [key = '', ...surplus] = args
    checkEmpty(surplus)
    return () => {
      needAction(hook)
      const params = hook.scope.action?.params ?? {}
      return print(input, fromJson(key === '' ? params : lookUp(params, key.split('.'))))
    }
  },
)

const merge = (results: ActionResults, path: readonly string[], value: string): ActionResults => {
  const [key = '', ...rest] = path
  const inner = results[key]
  return { ...results, [key]: rest.length === 0 ? value : merge(typeof inner === 'object' ? inner : {}, rest, value) }
}

/** Adds to the results of the action. */
export const actionSet: Tool = defineTool('<key>=<value> [<key>=<value> ...]', noFlags, ({ hook, args }) => {
  const settings = args.map((arg) => {
    const at = arg.indexOf('=')
    if (at === -1) throw new ToolError(`argument ${quote(arg)} must be of the form key...=value`)
    const path = arg.slice(0, at).split('.')
    for (const key of path) {
      if (reserved.has(key)) throw new ToolError(`cannot set reserved action key ${quote(key)}`)
      if (!KEY.test(key)) {
        throw new ToolError(
          `key ${quote(key)} must start and end with lowercase alphanumeric, and contain only lowercase alphanumeric and hyphens`,
        )
      }
    }
    return { path, value: arg.slice(at + 1) }
  })
  return () => {
    const action = needAction(hook)
    for (const { path, value } of settings) action.results = merge(action.results, path, value)
    return undefined
  }
})

/** Marks the action as failed. */
export const actionFail: Tool = defineTool('["<failure message>"]', noFlags, ({ hook, args }) => {
  const [message = DEFAULT_MESSAGE, ...surplus] = args
  checkEmpty(surplus)
  return () => {
    const action = needAction(hook)
    action.failed = true
    action.message = message
    return undefined
  }
})

/** Writes to the log of the action. */
export const actionLog: Tool = defineTool('<message>', noFlags, ({ hook, args }) => {
  if (args.length === 0) throw new ToolError('no message specified')
  return () => {
    needAction(hook)
    hook.world.logAction(args.join(' '))
    return undefined
  }
})
