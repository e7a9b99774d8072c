/** Decodes answers (D-Bus specification: messages, marshalling). */
import { padding } from './encode.ts'

/** A value in an answer: a text, a number, a boolean, or a list of values. */
export type Value = string | number | boolean | readonly Value[]

const sizes: Readonly<Record<string, number>> = { y: 1, b: 4, i: 4, u: 4, x: 8, t: 8, s: 4, o: 4, g: 1, a: 4, '(': 8, v: 1 }

/** Finds where the type that begins at a place of a signature ends. */
function endOfType(signature: string, at: number): number {
  if (signature[at] === 'a') return endOfType(signature, at + 1)
  if (signature[at] !== '(') return at + 1
  let end = at + 1
  while (signature[end] !== ')') end = endOfType(signature, end)
  return end + 1
}

/** Makes a reader of values by their signature. */
function createReader(bytes: Buffer, start: number) {
  let at = start
  const text = (length: number): string => {
    const value = bytes.toString('utf8', at, at + length)
    at += length + 1
    return value
  }
  const number = (size: number): number => {
    const value = size === 8 ? Number(bytes.readBigUInt64LE(at)) : bytes.readUIntLE(at, size)
    at += size
    return value
  }
  const read = (type: string): Value => {
    const kind = type[0] ?? ''
    const size = sizes[kind]
    if (size === undefined) throw new TypeError(`an answer of systemd has the type ${type}`)
    at += padding(at, size)
    switch (kind) {
      case 's':
      case 'o':
        return text(number(4))
      case 'g':
        return text(number(1))
      case 'v':
        return read(text(number(1)))
      case '(':
        return all(type.slice(1, -1))
      case 'b':
        return number(4) !== 0
      case 'a': {
        const length = number(4)
        at += padding(at, sizes[type[1] ?? ''] ?? 1)
        const items: Value[] = []
        for (const end = at + length; at < end; ) items.push(read(type.slice(1)))
        return items
      }
      default:
        return number(size)
    }
  }
  const all = (signature: string): readonly Value[] => {
    const values: Value[] = []
    for (let from = 0; from < signature.length; ) {
      const end = endOfType(signature, from)
      values.push(read(signature.slice(from, end)))
      from = end
    }
    return values
  }
  return { all }
}

/** An answer: the values of its body, or undefined when it is an error. */
interface Answer {
  readonly replyTo: number
  readonly values: readonly Value[] | undefined
}

/** Decodes the first message of the bytes that have arrived; undefined while it is not complete. */
export function decodeMessage(bytes: Buffer): { readonly answer: Answer; readonly length: number } | undefined {
  if (bytes.length < 16) return undefined
  if (bytes[0] !== 0x6c) throw new TypeError('systemd answers in big endian')
  const fieldsLength = bytes.readUInt32LE(12)
  const bodyStart = 16 + fieldsLength + padding(16 + fieldsLength, 8)
  const length = bodyStart + bytes.readUInt32LE(4)
  if (bytes.length < length) return undefined
  const [fields] = createReader(bytes, 12).all('a(yv)')
  const field = (code: number): Value | undefined => {
    const found = (Array.isArray(fields) ? fields : []).find((one: Value) => Array.isArray(one) && one[0] === code)
    return Array.isArray(found) ? found[1] : undefined
  }
  const [replyTo, signature] = [field(5), field(8)]
  // Type 2 is a return. Positions in its body count from the body's start; the header before it is padded to eight bytes.
  const values = bytes[1] === 2 ? createReader(bytes, bodyStart).all(typeof signature === 'string' ? signature : '') : undefined
  return { answer: { replyTo: typeof replyTo === 'number' ? replyTo : 0, values }, length }
}
