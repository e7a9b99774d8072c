import fc from 'fast-check'
import { anyBytes, anyText, type FuzzTarget, reading, roundTrip } from '../../../tools/fuzz/index.ts'
import { fitsOption } from '../src/define/option.ts'
import {
  createRequestDecoder,
  createRequestEncoder,
  createResponseDecoder,
  createResponseEncoder,
  type JujucResponse,
} from '../src/juju/gob/index.ts'

/** A refusal is what should happen; any other error is a fault of the reader. */
const orRefused = <T>(read: () => T, isRefusal: (error: unknown) => boolean): T | undefined => {
  try {
    return read()
  } catch (error) {
    if (isRefusal(error)) return undefined
    throw error
  }
}

const isNoGob = (error: unknown): boolean => error instanceof Error && error.message.startsWith('not a gob stream')
const text = fc.string({ unit: 'grapheme' })
const output = fc.oneof(
  { weight: 20, arbitrary: fc.uint8Array() },
  { weight: 1, arbitrary: fc.constantFrom(100_000, 1_000_000, 10_000_000).map((length) => new Uint8Array(length)) },
)
const response: fc.Arbitrary<JujucResponse> = fc.record({
  seq: fc.nat(),
  error: fc.constant(''),
  code: fc.integer(),
  stdout: output,
  stderr: output,
})
const request = fc.record(
  { contextId: text, dir: text, command: text, args: fc.array(text), stdin: fc.uint8Array() },
  { requiredKeys: ['contextId', 'dir', 'command', 'args'] },
)
const written = createResponseEncoder()({ seq: 1, error: '', code: 0, stdout: Buffer.from('{"a": 1}'), stderr: Buffer.from('warning') })
const refused = createResponseEncoder()({ seq: 2, error: 'no', code: 0, stdout: Buffer.alloc(0), stderr: Buffer.alloc(0) })
const asked = createRequestEncoder()(1, { contextId: 'c', dir: '/', command: 'relation-get', args: ['-', 'a/0'] })
// Lengths that are announced, and never come.
const huge = [0xf8, 0xfc, 0xfb, 0xff].map((first) => Uint8Array.from([first, 0x3f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, ...written]))
const streams = anyBytes([written, refused, asked, Buffer.concat([written, written]), ...huge])

/** Bytes as they are, for a comparison of values of different classes. */
const plain = (value: unknown): unknown =>
  Object.fromEntries(
    Object.entries(Object(value)).map(([key, member]) => [
      key,
      member instanceof Uint8Array ? Buffer.from(member).toString('latin1') : member,
    ]),
  )

const inPieces = <T>(decode: (chunk: Uint8Array) => readonly T[], bytes: Uint8Array): readonly T[] => [
  ...decode(bytes.subarray(0, bytes.length >> 1)),
  ...decode(bytes.subarray(bytes.length >> 1)),
]

export const targets: readonly FuzzTarget[] = [
  reading('answers of hook tools', streams, (bytes) => orRefused(() => inPieces(createResponseDecoder(), bytes), isNoGob)),
  reading('requests for hook tools', streams, (bytes) => orRefused(() => inPieces(createRequestDecoder(), bytes), isNoGob)),
  roundTrip('answers of hook tools', response, {
    write: (value) => createResponseEncoder()(value),
    read: (bytes) => inPieces(createResponseDecoder(), bytes)[0],
    plain,
  }),
  roundTrip('requests for hook tools', request, {
    write: (value) => createRequestEncoder()(1, value),
    read: (bytes) => inPieces(createRequestDecoder(), bytes)[0]?.request,
    plain: (value) => plain({ token: '', ...Object(value) }),
  }),
  reading('config', anyText, (text) => (['string', 'int', 'float', 'boolean', 'secret'] as const).map((type) => fitsOption(type, text))),
]
