/** Encodes method calls (D-Bus specification: messages, marshalling). */

/** A method call; its arguments are texts and lists of texts. */
export interface Call {
  readonly path: string
  readonly interface: string
  readonly member: string
  readonly args: readonly (string | readonly string[])[]
}

/** Gives the number of bytes from a place to the next multiple. */
export const padding = (at: number, to: number): number => (to - (at % to)) % to

/** Makes a writer of messages into one buffer. Within a message each value stands at a multiple of its own size. */
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
  /** Writes a text and a NUL after it. */
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

/** Encodes method calls. They are numbered from 1, and each answer carries the number of its call. */
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
