/**
 * Speaks D-Bus to systemd over the socket that systemctl uses as root. To start systemctl costs a hook more than all its calls to Juju;
 * this costs a millisecond. Only the part of D-Bus that these calls need is here (specification: messages, marshalling, the EXTERNAL
 * handshake).
 */
import { connect } from 'node:net'
import { decodeMessage, type Value } from './decode.ts'
import { type Call, encodeCalls } from './encode.ts'

export type { Call, Value }

/** What the error says when systemd takes a call and gives no answer. */
export const silent = 'systemd does not answer'
/** How long systemd may take for all answers, in milliseconds. */
const patience = 5000

/** The most bytes to read at once. */
const largestRead = 16_384

/**
 * The fewest bytes of calls that may be sent together with the handshake. systemd may read fewer bytes along with the handshake and then
 * wait for more before it looks at them (seen with version 252: a single call of 230 bytes was never answered).
 */
const fewestTogether = 1024

/**
 * Makes calls together over one connection, and gives the values of each answer; undefined for an answer that is an error.
 * @throws Error when systemd does not answer within five seconds.
 */
export function callSystemd(socketPath: string, calls: readonly Call[]): Promise<readonly (readonly Value[] | undefined)[]> {
  return new Promise((resolve, reject) => {
    const encoded = encodeCalls(calls)
    const together = encoded.length >= fewestTogether
    const answers = new Map<number, readonly Value[] | undefined>()
    let arrived = Buffer.alloc(0)
    let isGreeted = false
    const fail = (error: Error): void => {
      clearTimeout(timer)
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
      clearTimeout(timer)
      socket.unref()
      // To close a socket costs most of a millisecond. A short hook ends before this timer, and the end of a process closes the socket
      // for nothing.
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
    // Counted from the start: a byte now and then does not make the wait longer.
    const timer = setTimeout(() => fail(new Error(silent)), patience)
    socket.once('error', fail)
    socket.once('close', () => fail(new Error('systemd has closed the connection')))
    // The handshake and the calls are sent together, without waiting for systemd to accept: it knows from the socket that the caller is
    // root.
    const uid = Buffer.from(String(process.getuid?.() ?? 0)).toString('hex')
    const handshake = Buffer.from(`\0AUTH EXTERNAL ${uid}\r\nBEGIN\r\n`)
    socket.write(together ? Buffer.concat([handshake, encoded]) : handshake)
  })
}
