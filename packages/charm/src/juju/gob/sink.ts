/** Bytes on their way out, in one buffer that grows: a hook encodes dozens of requests before anything of it is compiled. */
export interface Sink {
  /** Gob's unsigned number: one byte below 128, otherwise the negated count of bytes and then the bytes, the highest first. */
  uint(value: number): void
  /** Gob's signed number: the sign is the lowest bit. */
  int(value: number): void
  /** Length and UTF-8. */
  text(value: string): void
  /** Length and bytes. */
  bytes(value: Uint8Array): void
  /** What another sink holds, with its length before it. That one is empty afterwards. */
  message(of: Sink): void
  /** What was written. The sink is empty afterwards; the bytes hold until it is written to again. */
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
