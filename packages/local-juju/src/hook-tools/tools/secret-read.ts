import { ToolError } from '../error.ts'
import { bool, text } from '../flags.ts'
import { quote } from '../go/quote.ts'
import { decodeValue } from '../secret-content.ts'
import type { KnownSecret } from '../secret-ledger.ts'
import { parseSecretUri, type SecretUri } from '../secret-uri.ts'
import { checkEmpty, defineTool, outputFlags, print, type Tool } from '../tool.ts'
import { type Fields, map, strings, struct, type Value } from '../value.ts'

const BASE64 = '#base64'

/** The reading tools call every wrong URI the same, a wrong scheme too. */
const parseReadUri = (text: string): SecretUri => {
  try {
    return parseSecretUri(text)
  } catch (error) {
    throw error instanceof ToolError ? new ToolError(`secret URI ${quote(text)} not valid`) : error
  }
}

/** Reads the content of a secret. */
export const secretGet: Tool = defineTool(
  '<ID> [key[#base64]]',
  () => ({ label: text('label'), peek: bool('peek'), refresh: bool('refresh'), ...outputFlags(['yaml', 'json']) }),
  (input) => {
    const { hook, flags, args } = input
    const [name, key = '', ...surplus] = args
    const uri = name === undefined ? undefined : parseReadUri(name)
    if (uri === undefined && flags.label === '') throw new ToolError('require either a secret URI or label')
    if (flags.peek && flags.refresh) throw new ToolError('specify one of --peek or --refresh but not both')
    checkEmpty(surplus)
    return () => {
      const { label, refresh, peek } = flags
      const content = hook.secrets.read({ ...(uri === undefined ? {} : { uri }), label, refresh, peek })
      if (key === '') return print(input, map(Object.fromEntries(Object.entries(content).map(([one, value]) => [one, decodeValue(value)]))))
      const encoded = key.endsWith(BASE64)
      const wanted = encoded ? key.slice(0, -BASE64.length) : key
      const value = content[wanted]
      if (value === undefined) throw new ToolError(`secret key value ${quote(wanted)} not found`)
      return print(input, encoded ? value : decodeValue(value))
    }
  },
)

const showSecret = (secret: KnownSecret): Value => {
  const optional = (name: string, value: string | undefined): Fields => (value ? [[name, value]] : [])
  const time = (name: string, value: string | undefined): Fields => (value ? [[name, { kind: 'time', text: value }]] : [])
  const access = secret.access.map(({ target, scope, role }) =>
    struct([
      ['target', target],
      ['scope', scope],
      ['role', role],
    ]),
  )
  return struct([
    ['revision', secret.revision],
    ['label', secret.label],
    ['owner', secret.owner],
    ...optional('description', secret.description),
    ...optional('rotation', secret.rotate),
    ...time('expiry', secret.expire),
    ...time('rotates', secret.nextRotate),
    ...(access.length === 0 ? [] : ([['access', { kind: 'list', items: access }]] as const)),
  ])
}

/** Reads what is known about a secret of one's own. */
export const secretInfoGet: Tool = defineTool(
  '<ID>',
  () => ({ label: text('label'), ...outputFlags(['yaml', 'json']) }),
  (input) => {
    const { hook, flags, args } = input
    const [name, ...surplus] = args
    const uri = name === undefined ? undefined : parseReadUri(name)
    if (uri === undefined && flags.label === '') throw new ToolError('require either a secret URI or label')
    if (uri !== undefined && flags.label !== '') throw new ToolError('specify either a secret URI or label but not both')
    checkEmpty(surplus)
    return () => {
      const secret = hook.secrets.known().find(({ id, label }) => (uri === undefined ? label === flags.label : id === uri.id))
      if (secret === undefined) throw new ToolError(`secret ${quote(uri?.id ?? flags.label)} not found`)
      return print(input, map({ [secret.id]: showSecret(secret) }))
    }
  },
)

/** Lists the secrets that the unit manages. */
export const secretIds: Tool = defineTool(
  '',
  () => outputFlags(),
  (input) => {
    checkEmpty(input.args)
    return () => {
      const ids = input.hook.secrets.known().map(({ id }) => id)
      // Go's list is nil when nothing was put into it.
      return print(input, strings(ids.length === 0 ? null : ids))
    }
  },
)
