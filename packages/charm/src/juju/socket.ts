import { connect, type Socket } from 'node:net'
import { createRequestEncoder, createResponseDecoder, type JujucRequest, type JujucResponse, NEEDS_STDIN } from './gob/index.ts'
import type { HookTools, ToolResult } from './transport.ts'

/** Where the agent listens, and for which hook. */
export interface AgentAddress {
  /** A path, or the name of an abstract socket with a leading `@`. */
  readonly path: string
  readonly contextId: string
  /** The absolute path of the directory from which the agent reads relative paths in arguments. */
  readonly dir: string
  /** How many milliseconds the agent may take to accept the connection, and then for each answer. */
  readonly patience?: number
}

/**
 * The agent's slowest answers come from the controller, and take seconds. After this time the hook fails, so that Juju shows the unit in
 * error and runs the hook again, rather than stand still for ever.
 */
export const callPatience = 120_000

interface Waiting {
  readonly tool: string
  readonly resolve: (response: JujucResponse) => void
  readonly reject: (error: Error) => void
}

/** The most bytes to read at once, into memory that is allocated once. */
const largestRead = 65_536

const dial = (path: string, patience: number, take: (chunk: Uint8Array) => void): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect({
      // Go writes the NUL of an abstract socket as `@`.
      path: path.startsWith('@') ? `\0${path.slice(1)}` : path,
      onread: {
        buffer: Buffer.allocUnsafeSlow(largestRead),
        callback: (size, buffer) => {
          take(buffer.subarray(0, size))
          return true
        },
      },
    })
    const timer = setTimeout(() => socket.destroy(new Error(`the agent at ${path} does not accept the connection`)), patience)
    socket.once('error', reject)
    socket.once('close', () => clearTimeout(timer))
    socket.once('connect', () => {
      clearTimeout(timer)
      socket.off('error', reject)
      resolve(socket)
    })
  })

/**
 * Connects to the agent's socket. All calls of a hook share the connection, and none starts a process.
 * @throws the system's error when nobody listens.
 */
export const connectSocket = async ({ path, contextId, dir, patience = callPatience }: AgentAddress): Promise<HookTools> => {
  const encode = createRequestEncoder()
  const decode = createResponseDecoder()
  const waiting = new Map<number, Waiting>()
  let calls = 0
  let sent = 0
  let broken: Error | undefined

  const fail = (error: Error): void => {
    broken ??= error
    for (const { reject } of waiting.values()) reject(broken)
    waiting.clear()
  }

  // One timer for all calls, because the agent answers one at a time: it begins anew with each whole answer. A byte now and then, of an
  // answer that never ends, does not count.
  let timer: NodeJS.Timeout | undefined
  const awaited = (): string => [...waiting.values()][0]?.tool ?? 'a hook tool'
  const late = (): void => {
    if (waiting.size === 0) return
    fail(new Error(`the agent at ${path} has not answered ${awaited()} within ${patience / 1000} seconds`))
    socket.destroy()
  }
  const beginWait = (): void => {
    if (timer) timer.refresh()
    else timer = setTimeout(late, patience).unref()
  }

  const socket = await dial(path, patience, (chunk) => {
    try {
      for (const response of decode(chunk)) {
        waiting.get(response.seq)?.resolve(response)
        waiting.delete(response.seq)
        beginWait()
      }
    } catch (error) {
      fail(new Error(`the agent at ${path} answers ${awaited()} with something that cannot be read`, { cause: error }))
      socket.destroy()
    }
  })
  socket.on('error', (error) => fail(new Error(`the connection to the agent at ${path} broke`, { cause: error })))
  socket.on('close', () => fail(new Error(`the agent at ${path} has closed the connection`)))

  // Calls that are made together are sent in one write. With a write for each, a hook would spend more time in the kernel than in the
  // charm.
  let leaving: Uint8Array[] = []
  const leave = (): void => {
    socket.write(Buffer.concat(leaving))
    leaving = []
  }
  const write = (bytes: Uint8Array): void => {
    if (leaving.push(bytes) === 1) process.nextTick(leave)
  }

  const send = (request: JujucRequest): Promise<JujucResponse> =>
    new Promise((resolve, reject) => {
      if (broken !== undefined) return reject(broken)
      const seq = sent++
      if (waiting.size === 0) beginWait()
      waiting.set(seq, { tool: request.command, resolve, reject })
      write(encode(seq, request))
    })

  const call = async (tool: string, args: readonly string[], stdin?: string): Promise<ToolResult> => {
    calls += 1
    const request = { contextId, dir, command: tool, args }
    let response = await send(stdin === undefined ? request : { ...request, stdin: Buffer.from(stdin) })
    if (response.error === NEEDS_STDIN) response = await send({ ...request, stdin: new Uint8Array() })
    // The form in which the program behind a hook tool prints a refused request.
    if (response.error !== '') return { code: 1, stdout: '', stderr: `ERROR ${response.error}\n` }
    return { code: response.code, stdout: Buffer.from(response.stdout).toString(), stderr: Buffer.from(response.stderr).toString() }
  }

  return {
    call,
    get calls() {
      return calls
    },
    close: () =>
      new Promise((resolve) => {
        if (socket.closed) return resolve()
        socket.once('close', () => resolve())
        socket.destroySoon()
      }),
  }
}
