/**
 * Speaks D-Bus to systemd over the socket that systemctl uses as root. A process of systemctl costs a hook more than all its calls to Juju;
 * this costs a millisecond. No more of D-Bus is here than these calls need (specification: messages, marshalling, the EXTERNAL handshake).
 */
import { connect } from 'node:net'

/** A method call; its arguments are texts and lists of texts. */
export interface Call {
  readonly path: string
  readonly interface: string
  readonly member: string
  readonly args: readonly (string | readonly string[])[]
}

/** What is in an answer: nested lists of texts and numbers. */
export type Value = string | number | boolean | readonly Value[]

const padding = (at: number, to: number): number => (to - (at % to)) % to

/** Writes messages one after the other into one buffer; within a message each value stands at a multiple of its own size. */
function createWriter() {
  let bytes = Buffer.alloc(8192)
  let start = 0
  let at = 0
  const room = (size: number): void => {
    if (at + size <= bytes.length) return
    bytes = Buffer.concat([bytes, Buffer.alloc(at + size)])
  }
  const align = (to: number): void => {
    at += padding(at - start, to)
  }
  const byte = (value: number): void => {
    room(1)
    bytes[at++] = value
  }
  const uint = (value: number): void => {
    align(4)
    room(4)
    at = bytes.writeUInt32LE(value, at)
  }
  /** Text and the NUL behind it. */
  const raw = (value: string): void => {
    room(3 * value.length + 1)
    at += bytes.write(value, at) + 1
  }
  const text = (value: string): void => {
    uint(Buffer.byteLength(value))
    raw(value)
  }
  return {
    begin: () => {
      start = at
    },
    align,
    byte,
    uint,
    text,
    signature: (value: string): void => {
      byte(value.length)
      raw(value)
    },
    list: (values: readonly string[]): void => {
      uint(0)
      const from = at
      for (const value of values) text(value)
      bytes.writeUInt32LE(at - from, from - 4)
    },
    /** Sets a number of the message's head. */
    set: (place: number, value: number): void => {
      bytes.writeUInt32LE(value, start + place)
    },
    length: () => at - start,
    bytes: () => bytes.subarray(0, at),
  }
}

/** Encodes method calls; the number of each, from 1, comes back in its answer. */
export function encodeCalls(calls: readonly Call[]): Buffer {
  const to = createWriter()
  const field = (code: number, type: string): void => {
    to.align(8)
    to.byte(code)
    to.signature(type)
  }
  calls.forEach(({ path, interface: name, member, args }, index) => {
    to.begin()
    // Little endian, a method call, no flags, version 1; then the length of the body, the number, the length of the fields.
    for (const byte of [0x6c, 1, 0, 1]) to.byte(byte)
    for (const value of [0, index + 1, 0]) to.uint(value)
    field(1, 'o')
    to.text(path)
    field(2, 's')
    to.text(name)
    field(3, 's')
    to.text(member)
    field(8, 'g')
    to.signature(args.map((arg) => (typeof arg === 'string' ? 's' : 'as')).join(''))
    to.set(12, to.length() - 16)
    to.align(8)
    const body = to.length()
    for (const arg of args) {
      if (typeof arg === 'string') to.text(arg)
      else to.list(arg)
    }
    to.set(4, to.length() - body)
  })
  return to.bytes()
}

const sizes: Readonly<Record<string, number>> = { y: 1, b: 4, i: 4, u: 4, x: 8, t: 8, s: 4, o: 4, g: 1, a: 4, '(': 8, v: 1 }

/** Where the type that begins here ends. */
function endOfType(signature: string, at: number): number {
  if (signature[at] === 'a') return endOfType(signature, at + 1)
  if (signature[at] !== '(') return at + 1
  let end = at + 1
  while (signature[end] !== ')') end = endOfType(signature, end)
  return end + 1
}

/** Reads values of the types in a signature. */
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

/** Takes one message from the front of what has arrived; undefined while it is not whole. */
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
  // Type 2 is a return; its body begins a new count of positions, and the header before it is padded to eight.
  const values = bytes[1] === 2 ? createReader(bytes, bodyStart).all(typeof signature === 'string' ? signature : '') : undefined
  return { answer: { replyTo: typeof replyTo === 'number' ? replyTo : 0, values }, length }
}

/** Bytes that are read at once. */
const largestRead = 16_384

/** Makes calls together over one connection. An answer that is an error is undefined. Rejects when nobody answers in time. */
export function callSystemd(socketPath: string, calls: readonly Call[]): Promise<readonly (readonly Value[] | undefined)[]> {
  return new Promise((resolve, reject) => {
    const answers = new Map<number, readonly Value[] | undefined>()
    let arrived = Buffer.alloc(0)
    let isGreeted = false
    const fail = (error: Error): void => {
      socket.destroy()
      reject(error)
    }
    const take = (chunk: Uint8Array): void => {
      arrived = Buffer.concat([arrived, chunk])
      if (!isGreeted) {
        const end = arrived.indexOf('\r\n')
        if (end < 0) return
        if (!arrived.subarray(0, 3).equals(Buffer.from('OK '))) throw new Error('systemd refuses')
        arrived = arrived.subarray(end + 2)
        isGreeted = true
      }
      for (let message = decodeMessage(arrived); message; message = decodeMessage(arrived)) {
        answers.set(message.answer.replyTo, message.answer.values)
        arrived = arrived.subarray(message.length)
      }
      if (answers.size < calls.length) return
      resolve(calls.map((_, at) => answers.get(at + 1)))
      socket.setTimeout(0)
      socket.unref()
      // To take a socket apart costs most of a millisecond; the end of a short hook does it for nothing.
      setTimeout(() => socket.destroy(), 1000).unref()
    }
    const socket = connect({
      path: socketPath,
      onread: {
        buffer: Buffer.allocUnsafeSlow(largestRead),
        callback: (size, buffer) => {
          try {
            take(buffer.subarray(0, size))
          } catch (error) {
            fail(error instanceof Error ? error : new Error(String(error)))
          }
          return true
        },
      },
    })
    socket.setTimeout(5000, () => fail(new Error('systemd does not answer')))
    socket.once('error', fail)
    socket.once('close', () => reject(new Error('systemd has closed the connection')))
    // The handshake and the calls leave together: root is who the socket says it is.
    const uid = Buffer.from(String(process.getuid?.() ?? 0)).toString('hex')
    socket.write(Buffer.concat([Buffer.from(`\0AUTH EXTERNAL ${uid}\r\nBEGIN\r\n`), encodeCalls(calls)]))
  })
}
