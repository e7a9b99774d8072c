import { chmodSync, rmSync } from 'node:fs'
import type { Duplex } from 'node:stream'
import { socketPath } from './api/client.ts'
import { makeHandlers } from './api/handlers.ts'
import { makeServer } from './api/server.ts'
import { serveStream } from './api/stream.ts'
import { openModels } from './models/models.ts'
import type { Surroundings } from './models/runtime.ts'

/** A controller that answers on its socket. */
export interface Controller {
  /** Ends it in order; machines run on when asked to. */
  stop(keepMachines: boolean): Promise<void>
  /** Resolves when it has ended. */
  readonly ended: Promise<void>
}

/** Starts the controller of a data directory within this process. */
export async function startController(dataDir: string, surroundings: Surroundings): Promise<Controller> {
  const models = openModels(dataDir, surroundings)
  const path = socketPath(dataDir)
  let finish: () => void = () => undefined
  const finished = new Promise<void>((resolve) => {
    finish = resolve
  })
  let stopping: Promise<void> | undefined
  const stop = (keepMachines: boolean): Promise<void> => {
    stopping ??= (async () => {
      // From here on there are no new requests; the client that sent `stop` still gets its answer.
      server.close()
      await models.stop(keepMachines)
      rmSync(path, { force: true })
      setTimeout(() => server.closeAllConnections(), 100)
      finish()
    })()
    return stopping
  }
  const handlers = makeHandlers({ models, source: surroundings.source, stop })
  const server = makeServer(handlers, async () => {
    await Promise.all(models.list().map(({ store }) => store.saved()))
  })
  const closed = new Promise<void>((resolve) => server.once('close', resolve))
  server.on('upgrade', (request, socket: Duplex, head: Buffer) => void serveStream(models, request, socket, head))
  // This process is the only controller of the directory, so a socket file that is already there is stale.
  rmSync(path, { force: true })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, resolve)
  })
  chmodSync(path, 0o600)
  return { stop, ended: Promise.all([finished, closed]).then(() => undefined) }
}
