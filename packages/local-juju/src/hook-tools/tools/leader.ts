import { annotate, ToolError } from '../error.ts'
import { quote } from '../go/quote.ts'
import { parseKeyValues } from '../key-values.ts'
import { checkEmpty, defineTool, noFlags, outputFlags, print, type Tool } from '../tool.ts'
import { map } from '../value.ts'

/** Reads the leader's settings (up to 3.6). */
export const leaderGet: Tool = defineTool(
  '[<key>]',
  () => outputFlags(),
  (input) => {
    const [key = '', ...surplus] = input.args
    if (key.includes('=')) throw new ToolError(`invalid key ${quote(key)}`)
    checkEmpty(surplus)
    return () => {
      const settings = annotate('cannot read leadership settings', () => input.hook.world.leaderSettings())
      return print(input, key === '' || key === '-' ? map(settings) : (settings[key] ?? null))
    }
  },
)

/** Writes the leader's settings, at once (up to 3.6). */
export const leaderSet: Tool = defineTool('<key>=<value> [...]', noFlags, ({ hook, args }) => {
  const changes = parseKeyValues(args)
  return () => {
    if (!hook.isLeader()) throw new ToolError('cannot write leadership settings: cannot write settings: not the leader')
    annotate('cannot write leadership settings', () => hook.world.writeLeaderSettings(changes))
    return undefined
  }
})
