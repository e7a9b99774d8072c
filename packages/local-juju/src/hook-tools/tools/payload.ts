import { parse } from 'yaml'
import { ToolError } from '../error.ts'
import { quote } from '../go/quote.ts'
import type { Hook } from '../hook.ts'
import { checkEmpty, defineTool, noFlags, type Tool } from '../tool.ts'

const statuses = ['running', 'starting', 'stopped', 'stopping']

const need = (count: number, args: readonly string[]): readonly string[] => {
  if (args.length < count) throw new ToolError('missing required arguments')
  return args
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null

/** Reads the type that the metadata.yaml in the caller's directory gives to a class. */
const declaredType = async (hook: Hook, path: string, name: string): Promise<string> => {
  const metadata: unknown = parse(Buffer.from(await hook.world.files.read(path)).toString())
  const payloads = isRecord(metadata) ? metadata.payloads : undefined
  const payload = isRecord(payloads) ? payloads[name] : undefined
  if (!isRecord(payload)) throw new ToolError(`payload ${quote(name)} not found in metadata.yaml`)
  return typeof payload.type === 'string' ? payload.type : ''
}

/** Registers a payload. */
export const payloadRegister: Tool = defineTool('<type> <class> <id> [tags...]', noFlags, (input) => {
  const { hook, args } = input
  const [type = '', name = '', id = '', ...labels] = need(3, args)
  return async () => {
    const declared = await declaredType(hook, input.path('metadata.yaml'), name)
    if (declared !== type) throw new ToolError(`incorrect type ${quote(type)} for payload ${quote(name)}, expected ${quote(declared)}`)
    hook.world.payloads?.register({ class: name, type, id, status: 'running', labels })
    return undefined
  }
})

/** Sets the status of a payload. */
export const payloadStatusSet: Tool = defineTool('<class> <id> <status>', noFlags, ({ hook, args }) => {
  const [name = '', id = '', status = '', ...surplus] = need(3, args)
  checkEmpty(surplus)
  return () => {
    if (!statuses.includes(status))
      throw new ToolError(`status ${quote(status)} not supported; expected one of [${statuses.map(quote).join(', ')}]`)
    hook.world.payloads?.setStatus(`${name}/${id}`, status)
    return undefined
  }
})

/** Forgets a payload. */
export const payloadUnregister: Tool = defineTool('<class> <id>', noFlags, ({ hook, args }) => {
  const [name = '', id = '', ...surplus] = need(2, args)
  checkEmpty(surplus)
  return () => {
    hook.world.payloads?.unregister(`${name}/${id}`)
    return undefined
  }
})
