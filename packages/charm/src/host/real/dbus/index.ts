/**
 * Speaks D-Bus to systemd over the socket that systemctl uses as root. A process of systemctl costs a hook more than all its calls to Juju;
 * this costs a millisecond. No more of D-Bus is here than these calls need (specification: messages, marshalling, the EXTERNAL handshake).
 */
import { connect } from 'node:net'
import { decodeMessage, type Value } from './decode.ts'
import { type Call, encodeCalls } from './encode.ts'

export type { Call, Value }

/** Bytes that are read at once. */
const largestRead = 16_384

/**
 * Bytes that leave together with the handshake at least. Of fewer, systemd may take all in while it still reads the handshake, and then
 * waits for more before it looks at them (seen with version 252: a single call of 230 bytes was never answered).
 */
const fewestTogether = 1024

/** Makes calls together over one connection. An answer that is an error is undefined. Rejects when nobody answers in time. */
export function callSystemd(socketPath: string, calls: readonly Call[]): Promise<readonly (readonly Value[] | undefined)[]> {
  return new Promise((resolve, reject) => {
    const encoded = encodeCalls(calls)
    const together = encoded.length >= fewestTogether
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
        if (!together) socket.write(encoded)
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
    const handshake = Buffer.from(`\0AUTH EXTERNAL ${uid}\r\nBEGIN\r\n`)
    socket.write(together ? Buffer.concat([handshake, encoded]) : handshake)
  })
}
