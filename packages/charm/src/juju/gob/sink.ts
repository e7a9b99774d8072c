/** Bytes to be sent, in one buffer that grows. One buffer is fast even before V8 optimizes the code, and a hook ends before that. */
export interface Sink {
  /** Writes an unsigned number of gob: below 128 one byte, otherwise the negated count of bytes and then the bytes, the highest first. */
  uint(value: number): void
  /** Writes a signed number of gob, whose lowest bit is the sign. */
  int(value: number): void
  /** Writes a text: its length in bytes, then its UTF-8. */
  text(value: string): void
  /** Writes the number of bytes, then the bytes. */
  bytes(value: Uint8Array): void
  /** Writes what another sink holds, after its length, and empties the other sink. */
  message(of: Sink): void
  /** Gives what was written, and empties the sink. The bytes are valid until the next write. */
  drain(): Uint8Array
}

export const createSink = (): Sink => {
  let buffer = Buffer.allocUnsafe(512)
  let end = 0
  const room = (size: number): void => {
    if (end + size <= buffer.length) return
    const larger = Buffer.allocUnsafe(Math.max(2 * buffer.length, end + size))
    buffer.copy(larger, 0, 0, end)
    buffer = larger
  }
  const uint = (value: number): void => {
    let size = 0
    if (value >= 128) for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) size += 1
    room(size + 1)
    buffer[end] = size === 0 ? value : 256 - size
    // Division rather than shifts: those would cut at 32 bits.
    for (let at = end + size, rest = value; at > end; at -= 1, rest = Math.floor(rest / 256)) buffer[at] = rest % 256
    end += size + 1
  }
  const bytes = (value: Uint8Array): void => {
    uint(value.length)
    room(value.length)
    buffer.set(value, end)
    end += value.length
  }
  const drain = (): Uint8Array => {
    const written = buffer.subarray(0, end)
    end = 0
    return written
  }
  return {
    uint,
    int: (value) => uint(value >= 0 ? value * 2 : -value * 2 - 1),
    text: (value) => {
      const size = Buffer.byteLength(value)
      uint(size)
      room(size)
      end += buffer.write(value, end)
    },
    bytes,
    message: (of) => bytes(of.drain()),
    drain,
  }
}
