import type { Duplex } from 'node:stream'

/** Makes one frame: channel, length, data. */
export function frame(channel: number, data: Uint8Array): Buffer {
  const header = Buffer.alloc(5)
  header.writeUInt8(channel, 0)
  header.writeUInt32BE(data.length, 1)
  return Buffer.concat([header, data])
}

/** Cuts a stream into frames. */
export function readFrames(socket: Duplex, head: Buffer, onFrame: (channel: number, data: Buffer) => void): void {
  let rest = head
  const take = (): void => {
    while (rest.length >= 5 && rest.length >= 5 + rest.readUInt32BE(1)) {
      const length = rest.readUInt32BE(1)
      onFrame(rest.readUInt8(0), rest.subarray(5, 5 + length))
      rest = rest.subarray(5 + length)
    }
  }
  take()
  socket.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk])
    take()
  })
}
