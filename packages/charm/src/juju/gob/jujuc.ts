/**
 * Encodes and decodes both directions of the hook tool protocol: Go's net/rpc over gob, method `Jujuc.Main`. A request or a response is a
 * pair of a header and a body.
 */
import { bytes, createGobReader, number, text } from './reader.ts'
import { BOOL, BYTES, type GobStruct, type GobType, INT, STRING, UINT } from './types.ts'
import { createGobWriter } from './writer.ts'

/** One call of a hook tool. */
export interface JujucRequest {
  readonly contextId: string
  /** Absolute directory of the caller. */
  readonly dir: string
  readonly command: string
  readonly args: readonly string[]
  /** Standard input. When it is absent and the tool needs it, the agent refuses with {@link NEEDS_STDIN}. */
  readonly stdin?: Uint8Array
  /** Agents up to 3.6 know this field; over a unix socket it is empty. */
  readonly token?: string
}

/** The agent's answer to one call: a result, or the refusal of the request. */
export interface JujucResponse {
  readonly seq: number
  /** Empty for a result. */
  readonly error: string
  readonly code: number
  readonly stdout: Uint8Array
  readonly stderr: Uint8Array
}

/** The refusal that means: call again with standard input. */
export const NEEDS_STDIN = 'hook tool requires stdin, none supplied'

const METHOD = 'Jujuc.Main'

const requestHeader: GobType = {
  name: 'Request',
  fields: [
    ['ServiceMethod', STRING],
    ['Seq', UINT],
  ],
}

const requestFields = [
  ['ContextId', STRING],
  ['Dir', STRING],
  ['CommandName', STRING],
  ['Args', { name: '[]string', element: STRING }],
  ['StdinSet', BOOL],
  ['Stdin', BYTES],
] as const

const requestBody: GobType = { name: 'Request', fields: requestFields }
const requestBodyWithToken: GobType = { name: 'Request', fields: [...requestFields, ['Token', STRING]] }

const responseHeader: GobType = {
  name: 'Response',
  fields: [
    ['ServiceMethod', STRING],
    ['Seq', UINT],
    ['Error', STRING],
  ],
}

const responseBody: GobType = {
  name: 'ExecResponse',
  fields: [
    ['Code', INT],
    ['Stdout', BYTES],
    ['Stderr', BYTES],
  ],
}

const nothing: GobType = { name: '', fields: [] }

/** Encodes the requests of one connection. The field `Token` is sent with `token` only, since 4.0 does not know it. */
export const createRequestEncoder = (
  options: { readonly firstId?: number; readonly token?: boolean } = {},
): ((seq: number, request: JujucRequest) => Uint8Array) => {
  const writer = createGobWriter(options.firstId)
  return (seq, { contextId, dir, command, args, stdin, token }) => {
    const header = writer.write(requestHeader, { ServiceMethod: METHOD, Seq: seq })
    const body = writer.write(options.token === true ? requestBodyWithToken : requestBody, {
      ContextId: contextId,
      Dir: dir,
      CommandName: command,
      Args: args,
      StdinSet: stdin !== undefined,
      Stdin: stdin ?? new Uint8Array(),
      Token: token ?? '',
    })
    return Buffer.concat([header, body])
  }
}

/** Makes a decoder that joins the values of a stream in pairs of a header and a body. */
const createPairs = <Pair>(join: (header: GobStruct, body: GobStruct) => Pair): ((chunk: Uint8Array) => readonly Pair[]) => {
  const reader = createGobReader()
  let header: GobStruct | undefined
  return (chunk) => {
    const pairs: Pair[] = []
    for (const value of reader.push(chunk)) {
      if (header === undefined) header = value
      else {
        pairs.push(join(header, value))
        header = undefined
      }
    }
    return pairs
  }
}

/** Decodes the responses of one connection, chunk by chunk. */
export const createResponseDecoder = (): ((chunk: Uint8Array) => readonly JujucResponse[]) =>
  createPairs((header, body) => ({
    seq: number(header, 'Seq'),
    error: text(header, 'Error'),
    code: number(body, 'Code'),
    stdout: bytes(body, 'Stdout'),
    stderr: bytes(body, 'Stderr'),
  }))

/** A request as the agent receives it. */
export interface ReceivedRequest {
  readonly seq: number
  readonly method: string
  readonly request: JujucRequest
}

/** Decodes the requests of one connection, chunk by chunk. */
export const createRequestDecoder = (): ((chunk: Uint8Array) => readonly ReceivedRequest[]) =>
  createPairs((header, body) => {
    const args = body.Args
    return {
      seq: number(header, 'Seq'),
      method: text(header, 'ServiceMethod'),
      request: {
        contextId: text(body, 'ContextId'),
        dir: text(body, 'Dir'),
        command: text(body, 'CommandName'),
        args: Array.isArray(args) ? args.filter((arg) => typeof arg === 'string') : [],
        token: text(body, 'Token'),
        ...(body.StdinSet === true ? { stdin: bytes(body, 'Stdin') } : {}),
      },
    }
  })

/** Encodes the responses of one connection. A response with an error has the empty struct as its body, as net/rpc sends it. */
export const createResponseEncoder = (firstId?: number): ((response: JujucResponse & { readonly method?: string }) => Uint8Array) => {
  const writer = createGobWriter(firstId)
  return ({ seq, error, code, stdout, stderr, method = METHOD }) => {
    const header = writer.write(responseHeader, { ServiceMethod: method, Seq: seq, Error: error })
    const body = error === '' ? writer.write(responseBody, { Code: code, Stdout: stdout, Stderr: stderr }) : writer.write(nothing, {})
    return Buffer.concat([header, body])
  }
}
