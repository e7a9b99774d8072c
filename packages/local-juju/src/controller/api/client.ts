import { request } from 'node:http'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { type Api, ApiError, type StreamRequest, type VerbName } from './requests.ts'

/** Gives the path of the socket on which the controller of this data directory answers. */
export function socketPath(dataDir: string): string {
  return join(dataDir, 'controller.socket')
}

/**
 * Asks the controller of this data directory.
 *
 * @throws {ApiError} when it refuses
 * @throws {Error} with the system's code, such as `ENOENT`, when none runs
 */
export function call<Name extends VerbName>(dataDir: string, verb: Name, body: Api[Name]['request']): Promise<Api[Name]['response']> {
  return new Promise((resolve, reject) => {
    // Each call opens a connection: one that is kept open could still lead to a controller that has been told to stop.
    const target = { socketPath: socketPath(dataDir), method: 'POST', path: `/${verb}`, agent: false }
    const outgoing = request(target, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const answer = JSON.parse(Buffer.concat(chunks).toString()) as Answer<Api[Name]['response']>
        if ('error' in answer) reject(new ApiError(answer.error.message, answer.error.code))
        else resolve(answer.result)
      })
    })
    outgoing.on('error', reject)
    outgoing.end(JSON.stringify(body))
  })
}

/** What the server sends back; both ends are this program, so it is not parsed further. */
export type Answer<Result> = { result: Result } | { error: { message: string; code: ApiError['code'] } }

/**
 * Opens a connection for {@link StreamRequest}: frames of one byte channel, four bytes length (big-endian), data. Sent: channel 0,
 * empty = end of input. Received: 1 output, 2 error output, 3 the exit status as text, then the end.
 */
export function openStream(dataDir: string, body: StreamRequest): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const outgoing = request({
      socketPath: socketPath(dataDir),
      path: '/stream',
      headers: { connection: 'Upgrade', upgrade: 'stdio', 'x-request': Buffer.from(JSON.stringify(body)).toString('base64') },
    })
    outgoing.on('upgrade', (_response, socket, head) => {
      if (head.length > 0) socket.unshift(head)
      resolve(socket)
    })
    outgoing.on('response', (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        const answer = JSON.parse(Buffer.concat(chunks).toString()) as Answer<never>
        reject('error' in answer ? new ApiError(answer.error.message, answer.error.code) : new Error('controller did not open the stream'))
      })
    })
    outgoing.on('error', reject)
    outgoing.end()
  })
}
