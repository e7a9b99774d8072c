import { applicationOf, unitTag } from '../../names.ts'
import { ToolError } from '../error.ts'
import { type Flags, integer, text } from '../flags.ts'
import { quote } from '../go/quote.ts'
import { parseExpiry } from '../go/time.ts'
import { decodeStringMap } from '../go/yaml-decode.ts'
import type { SecretChange } from '../pending.ts'
import { contentChecksum, encodeContent, parseContentWords } from '../secret-content.ts'
import { parseSecretUri } from '../secret-uri.ts'
import { checkEmpty, defineTool, type Input, type Tool } from '../tool.ts'
import type { Bag } from '../world.ts'

const policies = ['never', 'hourly', 'daily', 'weekly', 'monthly', 'quarterly', 'yearly']

const writeFlags = () => ({
  label: text('label'),
  description: text('description'),
  rotate: text('rotate'),
  expire: text('expire'),
  owner: { ...text('owner'), initial: 'application' },
  file: text('file'),
})

type WriteInput = Input<ReturnType<typeof writeFlags>>

// The agent opens these files itself, from its own directory, so a relative path is not the caller's.
const readFile = (input: Input<Flags>, path: string): Promise<Uint8Array> =>
  input.hook.world.files.read(path.startsWith('/') ? path : `/${path}`)

const readKeyFile =
  (input: Input<Flags>) =>
  async (key: string, path: string): Promise<Uint8Array> => {
    try {
      return await readFile(input, path)
    } catch (error) {
      if (!(error instanceof Error)) throw error
      throw new ToolError(`reading content for secret key ${quote(key)}: ${error.message}`)
    }
  }

/** Reads JSON of texts; undefined for anything else, which is then read as YAML. */
const parseTexts = (bytes: Uint8Array): Bag | undefined => {
  try {
    const json: unknown = JSON.parse(Buffer.from(bytes).toString())
    if (typeof json !== 'object' || json === null || Array.isArray(json)) return undefined
    const entries = Object.entries(json)
    return entries.every(([, value]) => typeof value === 'string') ? Object.fromEntries(entries) : undefined
  } catch {
    return undefined
  }
}

/** File entries win over words, unlike in relation-set. */
const readContent = async (input: WriteInput, words: readonly string[]): Promise<Bag> => {
  const fromWords = await parseContentWords(words, readKeyFile(input))
  if (input.flags.file === '') return fromWords
  const file = await readFile(input, input.flags.file)
  return { ...fromWords, ...encodeContent(new Map(Object.entries(parseTexts(file) ?? decodeStringMap(file)))) }
}

const readChange = ({ flags }: WriteInput): Omit<SecretChange, 'id' | 'uri'> => {
  const expire = flags.expire === '' ? undefined : parseExpiry(flags.expire, Date.now())
  if (flags.rotate !== '' && !policies.includes(flags.rotate)) throw new ToolError(`rotate policy ${quote(flags.rotate)} not valid`)
  if (!['application', 'unit'].includes(flags.owner)) throw new ToolError(`secret owner ${quote(flags.owner)} not valid`)
  return {
    ...(flags.label === '' ? {} : { label: flags.label }),
    ...(flags.description === '' ? {} : { description: flags.description }),
    ...(flags.rotate === '' ? {} : { rotate: flags.rotate }),
    ...(expire === undefined ? {} : { expire }),
  }
}

/** Makes a secret when the hook succeeds. */
export const secretAdd: Tool = defineTool('[key[#base64|#file]=value...]', writeFlags, async (input) => {
  const { hook, flags, args } = input
  if (args.length === 0 && flags.file === '') throw new ToolError('missing secret value or filename')
  const change = readChange(input)
  const content = await readContent(input, args)
  return () => {
    if (Object.keys(content).length === 0) throw new ToolError('empty secret value not valid')
    const { world } = hook
    if (flags.owner !== 'unit' && !hook.isLeader()) throw new ToolError('this unit is not the leader')
    const id = world.newSecretId()
    const uri = `secret://${world.modelUuid}/${id}`
    const owner = flags.owner === 'unit' ? unitTag(world.unit) : `application-${applicationOf(world.unit)}`
    hook.secrets.create({ id, uri, owner, ...change, content })
    return { stdout: `${uri}\n` }
  }
})

/** Changes a secret when the hook succeeds. */
export const secretSet: Tool = defineTool('<ID> [key[#base64]=value...]', writeFlags, async (input) => {
  const { hook, args } = input
  const [name, ...words] = args
  if (name === undefined) throw new ToolError('missing secret URI')
  const uri = parseSecretUri(name)
  const change = readChange(input)
  const content = await readContent(input, words)
  return () => {
    const stored = hook.secrets.managed(uri.id)
    if (stored?.owner === 'application' && !hook.isLeader()) throw new ToolError('this unit is not the leader')
    const isSame = stored !== undefined && contentChecksum(content) === stored.checksum
    const update = { ...change, ...(isSame || Object.keys(content).length === 0 ? {} : { content }) }
    if (Object.keys(update).length > 0) hook.secrets.update({ id: uri.id, uri: uri.text, ...update })
    return undefined
  }
})

/** Removes a secret, or a revision of it, when the hook succeeds. */
export const secretRemove: Tool = defineTool(
  '<ID>',
  () => ({ revision: integer('revision') }),
  ({ hook, flags, args }) => {
    const [name, ...surplus] = args
    if (name === undefined) throw new ToolError('missing secret URI')
    const uri = parseSecretUri(name)
    checkEmpty(surplus)
    return () => {
      const managed = hook.secrets.managed(uri.id)
      if (managed?.owner === 'application' && !hook.isLeader()) throw new ToolError('this unit is not the leader')
      hook.secrets.remove(uri, flags.revision > 0 ? flags.revision : undefined)
      return undefined
    }
  },
)
