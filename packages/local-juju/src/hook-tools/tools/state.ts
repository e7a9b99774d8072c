import { ToolError } from '../error.ts'
import { bool, text } from '../flags.ts'
import { quote } from '../go/quote.ts'
import { parseKeyValues } from '../key-values.ts'
import { readMapFile } from '../map-file.ts'
import { checkEmpty, defineTool, noFlags, outputFlags, print, type Tool } from '../tool.ts'
import { map } from '../value.ts'

// The controller's defaults of 3.6.
const LONGEST_KEY = 256
const LONGEST_VALUE = 65_536

/** Reads the unit's state on the controller. */
export const stateGet: Tool = defineTool(
  '[<key>]',
  () => ({ strict: bool('strict'), ...outputFlags() }),
  (input) => {
    const [key = '', ...surplus] = input.args
    checkEmpty(surplus)
    return () => {
      const state = input.hook.state()
      if (key === '' || key === '-') return print(input, map(state))
      if (input.flags.strict && state[key] === undefined) throw new ToolError(`${quote(key)} not found`)
      return print(input, state[key] ?? '')
    }
  },
)

/** Changes the unit's state when the hook succeeds. */
export const stateSet: Tool = defineTool(
  'key=value [key=value ...]',
  () => ({ file: text('file') }),
  (input) => {
    const words = parseKeyValues(input.args)
    return async () => {
      const changes = { ...(await readMapFile(input, input.flags.file)), ...words }
      for (const [key, value] of Object.entries(changes)) {
        if (Buffer.byteLength(key) > LONGEST_KEY) throw new ToolError(`max allowed key length (${LONGEST_KEY}) exceeded`)
        if (Buffer.byteLength(value) > LONGEST_VALUE) throw new ToolError(`max allowed value length (${LONGEST_VALUE}) exceeded`)
        const state = input.hook.state()
        if (state[key] !== value) input.hook.setState({ ...state, [key]: value })
      }
      return undefined
    }
  },
)

/** Removes a key of the unit's state when the hook succeeds. */
export const stateDelete: Tool = defineTool('<key>', noFlags, ({ hook, args }) => {
  const [key, ...surplus] = args
  checkEmpty(surplus)
  return () => {
    const { [key ?? '']: deleted, ...rest } = hook.state()
    if (deleted !== undefined) hook.setState(rest)
    return undefined
  }
})
