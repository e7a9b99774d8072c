import { chmod, rm } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { isAbsolute } from 'node:path'
import { createRequestDecoder, createResponseEncoder, type JujucResponse, NEEDS_STDIN, type ReceivedRequest } from '@charm-layers/charm/gob'
import { quote } from '../hook-tools/go/quote.ts'
import type { HookContext } from '../hook-tools/index.ts'

/** The agent's socket while a hook runs. */
export interface AgentSocket {
  /** Takes no more calls, lets running ones end, and removes the socket. */
  close(): Promise<void>
}

// struct sockaddr_un has 108 bytes, the last of them NUL.
const LONGEST_PATH = 107

type Answer = Omit<JujucResponse, 'seq'>

const refused = (error: string): Answer => ({ error, code: 0, stdout: new Uint8Array(), stderr: new Uint8Array() })

const badRequest = (why: string): Answer => refused(`bad request: ${why}`)

/** Answers one request in the order of checks of Juju's server (worker/uniter/runner/jujuc/server.go). */
const answer = async (context: HookContext, { method, request }: ReceivedRequest): Promise<Answer> => {
  if (method !== 'Jujuc.Main') return refused(`rpc: can't find method ${method}`)
  if (request.token !== undefined && request.token !== '') return badRequest('token does not match')
  if (request.command === '') return badRequest('command not specified')
  if (!isAbsolute(request.dir)) return badRequest('Dir is not absolute')
  if (request.contextId !== context.id) return badRequest(`wrong context ID; got ${quote(request.contextId)}`)
  const { command: tool, args, dir, stdin } = request
  const result = await context.run({ tool, args, dir, ...(stdin === undefined ? {} : { stdin }) })
  if (result.kind === 'stdin') return refused(NEEDS_STDIN)
  if (result.kind === 'bad-request') return badRequest(result.message)
  return { error: '', code: result.code, stdout: result.stdout, stderr: result.stderr }
}

/**
 * Listens on the agent's socket for the length of a hook and answers its tools. `onError` hears of bugs: an error in a tool that is not a
 * refusal, which the caller sees as a failed request.
 */
export const listenForTools = async (path: string, context: HookContext, onError: (error: unknown) => void): Promise<AgentSocket> => {
  if (Buffer.byteLength(path) > LONGEST_PATH) throw new Error(`the socket path ${path} is longer than ${LONGEST_PATH} bytes`)
  const sockets = new Set<Socket>()
  const running = new Set<Promise<void>>()

  const serve = (socket: Socket): void => {
    const decode = createRequestDecoder()
    const encode = createResponseEncoder()
    const handle = async (received: ReceivedRequest): Promise<void> => {
      const response = await answer(context, received).catch((error: unknown) => {
        onError(error)
        return refused('internal error of local-juju')
      })
      if (socket.writable) socket.write(encode({ seq: received.seq, method: received.method, ...response }))
    }
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    // A caller that was killed is no concern of the agent.
    socket.on('error', () => undefined)
    socket.on('data', (chunk) => {
      try {
        for (const received of decode(chunk)) {
          const call = handle(received).finally(() => running.delete(call))
          running.add(call)
        }
      } catch {
        // As net/rpc: what cannot be read ends the connection.
        socket.destroy()
      }
    })
  }

  const server = createServer(serve)
  await rm(path, { force: true })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, resolve)
  })
  await chmod(path, 0o700)

  return {
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      await Promise.allSettled(running)
      for (const socket of sockets) socket.destroySoon()
      await closed
      await rm(path, { force: true })
    },
  }
}
