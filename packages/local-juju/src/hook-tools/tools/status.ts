import { annotate, ToolError } from '../error.ts'
import { bool } from '../flags.ts'
import { quote } from '../go/quote.ts'
import { checkEmpty, defineTool, outputFlags, print, type Tool } from '../tool.ts'
import { fromJson, map, type Value } from '../value.ts'
import type { WorldStatus } from '../world.ts'

const settable = ['maintenance', 'blocked', 'waiting', 'active']

/** Sets the status of the unit or of the application, at once. */
export const statusSet: Tool = defineTool(
  '<maintenance | blocked | waiting | active> [message]',
  () => ({ application: bool('application') }),
  ({ hook, flags, args }) => {
    const [status, message = '', ...surplus] = args
    if (status === undefined) throw new ToolError('invalid args, require <status> [message]')
    if (!settable.includes(status)) throw new ToolError(`invalid status ${quote(status)}, expected one of [${settable.join(' ')}]`)
    checkEmpty(surplus)
    return () => {
      if (!flags.application) hook.world.setUnitStatus(status, message)
      else if (hook.isLeader()) hook.world.setApplicationStatus(status, message)
      else throw new ToolError('this unit is not the leader')
      return undefined
    }
  },
)

const entries = ({ status, message, data }: WorldStatus, withData: boolean): Readonly<Record<string, Value>> =>
  withData ? { status, message, 'status-data': fromJson(data ?? {}) } : { status }

/** Reads the status of the unit or of the application. */
export const statusGet: Tool = defineTool(
  '',
  () => ({ data: bool('include-data'), application: bool('application'), ...outputFlags() }),
  (input) => {
    const { hook, flags } = input
    checkEmpty(input.args)
    return () => {
      if (flags.application) {
        const { units, ...status } = annotate('finding application status', () => {
          if (!hook.isLeader()) throw new ToolError('this unit is not the leader')
          return hook.world.applicationStatus()
        })
        if (!flags.data && flags.format === 'smart') return print(input, status.status)
        const shown = Object.entries(units).map(([unit, one]) => [unit, map(entries(one, flags.data))])
        return print(input, map({ 'application-status': map({ ...entries(status, flags.data), units: map(Object.fromEntries(shown)) }) }))
      }
      const status = hook.unitStatus()
      if (!flags.data && flags.format === 'smart') return print(input, status.status)
      return print(input, map(entries(status, flags.data)))
    }
  },
)
