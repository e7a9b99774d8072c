/** A small agent for tests: a real socket, the real protocol, and a function for the tools. */
import { createServer, type Server } from 'node:net'
import { createRequestDecoder, createResponseEncoder, type JujucRequest, type JujucResponse } from '../../src/juju/gob/index.ts'

type Answer = Partial<Omit<JujucResponse, 'seq' | 'stdout' | 'stderr'>> & { readonly stdout?: string; readonly stderr?: string }

export interface TestAgent {
  readonly requests: readonly JujucRequest[]
  readonly connections: () => number
  close(): Promise<void>
}

/** Answers the requests of a batch in reverse order, as an agent may. */
export const listen = async (path: string, answer: (request: JujucRequest) => Answer | 'hang up'): Promise<TestAgent> => {
  const requests: JujucRequest[] = []
  let connections = 0
  const server: Server = createServer((socket) => {
    connections += 1
    const decode = createRequestDecoder()
    const encode = createResponseEncoder()
    socket.on('data', (chunk) => {
      const batch = decode(chunk)
      requests.push(...batch.map(({ request }) => request))
      for (const { seq, request } of batch.toReversed()) {
        const result = answer(request)
        if (result === 'hang up') socket.destroy()
        else {
          const { code = 0, error = '', stdout = '', stderr = '' } = result
          socket.write(encode({ seq, code, error, stdout: Buffer.from(stdout), stderr: Buffer.from(stderr) }))
        }
      }
    })
    socket.on('error', () => undefined)
  })
  await new Promise<void>((resolve) => server.listen(path, resolve))
  return { requests, connections: () => connections, close: () => new Promise((resolve) => server.close(() => resolve())) }
}
