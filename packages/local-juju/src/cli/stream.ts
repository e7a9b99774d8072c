// A process on a machine whose standard streams are ours. The frames are those of the controller's client.
import { PassThrough, Readable, type Writable } from 'node:stream'
import { openStream } from '../controller/api/client.ts'
import { frame, readFrames } from '../controller/api/frames.ts'
import type { StreamRequest } from '../controller/api/requests.ts'
import { dataDirectory } from '../controller/data-directory.ts'
import type { ModelClient } from './client.ts'

/** The streams that the process gets. */
export interface Streams {
  readonly stdin: Readable
  readonly stdout: Writable
  readonly stderr: Writable
}

/** Runs a process on a machine and returns its exit status. */
export const runOn = async (client: ModelClient, request: Omit<StreamRequest, 'model'>, streams: Streams): Promise<number> => {
  const socket = await openStream(dataDirectory(client.io.env), { ...request, model: client.name })
  return await new Promise((resolve, reject) => {
    let status: number | undefined
    const send = (data: Buffer): void => {
      // A command that has ended takes no more input.
      if (status === undefined) socket.write(frame(0, data))
    }
    const onInput = (chunk: Buffer | string): void => send(Buffer.from(chunk))
    const onInputEnd = (): void => send(Buffer.alloc(0))
    readFrames(socket, Buffer.alloc(0), (channel, data) => {
      if (channel === 1) streams.stdout.write(data)
      else if (channel === 2) streams.stderr.write(data)
      else if (channel === 3) status = Number(data.toString())
    })
    socket.on('error', (error) => {
      if (status === undefined) reject(error)
    })
    socket.on('close', () => {
      streams.stdin.off('data', onInput)
      streams.stdin.off('end', onInputEnd)
      streams.stdin.pause()
      if (status === undefined) reject(new Error('the controller closed the connection before the command ended'))
      else resolve(status)
    })
    streams.stdin.on('data', onInput)
    streams.stdin.on('end', onInputEnd)
  })
}

/** Juju's login is `ubuntu`. A machine that has no such user is entered as root. */
export const loginOf = async (client: ModelClient, target: string, typed: string | undefined): Promise<string> => {
  if (typed !== undefined) return typed
  const nowhere = { stdin: Readable.from([]), stdout: new PassThrough().resume(), stderr: new PassThrough().resume() }
  return (await runOn(client, { target, user: 'root', argv: ['id', '-u', 'ubuntu'] }, nowhere)) === 0 ? 'ubuntu' : 'root'
}

/** Runs a process on a machine that has the terminal to itself: every key goes there. */
export const runOnTerminal = async (client: ModelClient, request: Omit<StreamRequest, 'model'>, streams: Streams): Promise<number> => {
  process.stdin.setRawMode(true)
  try {
    return await runOn(client, request, streams)
  } finally {
    process.stdin.setRawMode(false)
  }
}
