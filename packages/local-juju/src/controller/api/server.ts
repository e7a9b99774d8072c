import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { Refused } from '../../model/refused.ts'
import type { Answer } from './client.ts'
import type { Handlers } from './handlers/handler.ts'

/** Makes the HTTP server that answers the command line: POST of JSON to `/<verb>`. */
export function makeServer(handlers: Handlers, saved: () => Promise<void>): Server {
  return createServer((request, response) => {
    void answer(request, handlers, saved).then((body) => send(response, body))
  })
}

async function answer(request: IncomingMessage, handlers: Handlers, saved: () => Promise<void>): Promise<Answer<unknown>> {
  try {
    const verb = (request.url ?? '').slice(1)
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString() || '{}')
    const handler = Object.hasOwn(handlers, verb) ? handlers[verb as keyof Handlers] : undefined
    if (handler === undefined) throw new Refused(`unknown request "${verb}"`, 'bad request')
    // The other end is this program too, so that the body has the verb's type.
    const result = await handler(body as never)
    // The answer waits until the change is on the disk, so that a controller killed after it has lost nothing.
    await saved()
    return { result }
  } catch (error) {
    if (error instanceof Refused) return { error: { message: error.message, code: error.code } }
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
    return { error: { message: error instanceof Error ? error.message : String(error), code: null } }
  }
}

function send(response: ServerResponse, body: Answer<unknown>): void {
  response.writeHead('error' in body ? 400 : 200, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}
