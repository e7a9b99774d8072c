/** The vectors were recorded from the agents of Juju 3.6.28 and 4.0.15 and from older Go: bytes of eleven calls on one connection. */
import { describe, expect, test } from 'vitest'
import { createRequestDecoder, createRequestEncoder, createResponseDecoder, createResponseEncoder } from '../../../src/juju/gob/index.ts'
import vectors from './vectors.json' with { type: 'json' }

const base64 = (text: string | null | undefined): Uint8Array => Buffer.from(text ?? '', 'base64')

// Each connection begins with a first call, which sends the type definitions.
const connections: (typeof vectors)[] = []
for (const vector of vectors) {
  if (vector.Name.includes('first call')) connections.push([])
  connections.at(-1)?.push(vector)
}

const titled = connections.map((calls): [string, typeof vectors] => [
  `types from ${calls[0]?.FirstTypeId}, ${calls[0]?.Token ? 'with' : 'without'} token, ${calls[0]?.Juju ?? 'older Go'}`,
  calls,
])

const requestOf = ({ Request }: (typeof vectors)[number]) => ({
  contextId: Request.ContextId,
  dir: Request.Dir,
  command: Request.CommandName,
  args: Request.Args ?? [],
  token: Request.Token ?? '',
  ...(Request.StdinSet ? { stdin: base64(Request.Stdin) } : {}),
})

test('there are four recorded connections', () => expect(connections.map((calls) => calls.length)).toEqual([11, 11, 11, 11]))

describe.each(titled)('%s', (_, calls) => {
  const [first] = calls
  const firstId = first?.FirstTypeId ?? 0
  const token = first?.Token ?? false

  test('requests are encoded byte for byte', () => {
    const encode = createRequestEncoder({ firstId, token })
    for (const [seq, call] of calls.entries()) expect(Buffer.from(encode(seq, requestOf(call))).toString('hex'), call.Name).toBe(call.Sent)
  })

  test('requests are decoded', () => {
    const decode = createRequestDecoder()
    for (const [seq, call] of calls.entries()) {
      expect(decode(Buffer.from(call.Sent, 'hex')), call.Name).toEqual([{ seq, method: 'Jujuc.Main', request: requestOf(call) }])
    }
  })

  test('responses are decoded, also when they come byte by byte', () => {
    const whole = createResponseDecoder()
    const torn = createResponseDecoder()
    for (const [seq, call] of calls.entries()) {
      const wanted = { seq, error: call.Err, code: call.Resp.Code, stdout: base64(call.Resp.Stdout), stderr: base64(call.Resp.Stderr) }
      const bytes = Buffer.from(call.Received, 'hex')
      expect(whole(bytes), call.Name).toEqual([wanted])
      expect(
        [...bytes].flatMap((byte) => torn(Uint8Array.of(byte))),
        call.Name,
      ).toEqual([wanted])
    }
  })

  test('responses are encoded byte for byte', () => {
    // In the older recordings both ends were one process, so the server's type numbers follow those of the client.
    const encode = createResponseEncoder(firstId === 65 ? 68 : firstId)
    for (const [seq, call] of calls.entries()) {
      const response = { seq, error: call.Err, code: call.Resp.Code, stdout: base64(call.Resp.Stdout), stderr: base64(call.Resp.Stderr) }
      expect(Buffer.from(encode(response)).toString('hex'), call.Name).toBe(call.Received)
    }
  })
})

test('several calls written at once are decoded at once', () => {
  const calls = connections[0] ?? []
  const decode = createRequestDecoder()
  expect(decode(Buffer.from(calls.map((call) => call.Sent).join(''), 'hex'))).toHaveLength(11)
})

test.each([
  ['a value of a type that was not defined', '03ff80ff'],
  ['a message length of more than eight bytes', '80'],
  [
    'a list longer than its message',
    '2e7f030101075265717565737401ff80000102010d536572766963654d6574686f64010c0001035365710106000000' + '04ff8001ff',
  ],
])('%s is refused', (_, hex) => expect(() => createRequestDecoder()(Buffer.from(hex, 'hex'))).toThrow('not a gob stream of hook tools'))

test('megabytes of standard input survive the way', () => {
  const stdin = Uint8Array.from({ length: 3_000_000 }, (_, index) => index % 251)
  const request = { contextId: 'x', dir: '/', command: 'relation-set', args: ['--file', '-'], stdin, token: '' }
  const bytes = createRequestEncoder()(0, request)
  const decode = createRequestDecoder()
  const found = []
  for (let at = 0; at < bytes.length; at += 65_536) found.push(...decode(bytes.subarray(at, at + 65_536)))
  expect(found).toHaveLength(1)
  expect(Buffer.compare(found[0]?.request.stdin ?? new Uint8Array(), stdin)).toBe(0)
})
