import fc from 'fast-check'
import { anyText, type FuzzTarget, hostileJson, reading, roundTrip } from '../../../tools/fuzz/index.ts'
import {
  commaList,
  isInside,
  parseAddress,
  parseHost,
  parseJson,
  parseLabel,
  parseName,
  parseNetwork,
  parsePythonLiteral,
  parseUrl,
  pemFromBase64,
  portOf,
  sortedUnits,
  toBase64,
  urlHost,
  wordList,
} from '../src/wire/index.ts'

/** What a text parses to, for each parser that gives the text itself or undefined: nothing reads as another value. */
const whole = (parse: (text: string) => string | undefined) => (text: string) => {
  const parsed = parse(text)
  if (parsed !== undefined && parsed !== text && `[${parsed}]` !== text) throw new Error(`read as ${parsed}`)
}

const python = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(python).join(', ')}]`
  if (typeof value !== 'object' || value === null) return typeof value === 'string' ? pythonText(value) : String(value)
  return `{${Object.entries(value)
    .map(([key, member]) => `${pythonText(key)}: ${python(member)}`)
    .join(', ')}}`
}
const pythonText = (text: string): string =>
  `'${text.replace(/['\\\n\r]/g, (char) => ({ "'": "\\'", '\\': '\\\\', '\n': '\\n', '\r': '\\r' })[char] ?? char)}'`

const scalar = fc.oneof(fc.string({ unit: 'grapheme' }), fc.integer())

export const targets: readonly FuzzTarget[] = [
  ...Object.entries({ parseHost, parseAddress, parseNetwork, parseUrl, parseName, parseLabel }).map(([name, parse]) =>
    reading(name, anyText, whole(parse)),
  ),
  reading('what stands in a URL', fc.stringMatching(/^[\w.:[\]%/@?#\\,-]{1,24}$/), (text) => {
    const host = parseHost(text)
    if (host === undefined) return
    const { username, port, pathname, search } = new URL(`rabbit://u@${urlHost(host)}:1/v`)
    if (`${username} ${port} ${pathname}${search}` !== 'u 1 /v') throw new Error(`the host ${host} changes a URL`)
  }),
  reading('networks', fc.tuple(anyText, anyText), ([address, network]) => isInside(address, network)),
  reading('ports', anyText, portOf),
  reading('lists', anyText, (text) => [commaList(text), wordList(text), sortedUnits(text.split(','))]),
  reading('base64', anyText, pemFromBase64),
  reading('JSON', hostileJson, parseJson),
  reading('Python literals', anyText, parsePythonLiteral),
  roundTrip('Python literals', fc.oneof(fc.array(scalar), fc.dictionary(fc.string(), scalar, { noNullPrototype: true })), {
    write: python,
    read: parsePythonLiteral,
  }),
  roundTrip('base64', fc.string({ unit: 'grapheme', minLength: 1 }), {
    write: (text) => toBase64(text),
    read: (text) => pemFromBase64(text),
  }),
]
