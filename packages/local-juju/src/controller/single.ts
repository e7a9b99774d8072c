import { createHash } from 'node:crypto'
import { realpathSync } from 'node:fs'
import { createServer, type Server } from 'node:net'

/**
 * Makes this process the only controller of a data directory; false when another one is. The mark is an abstract socket, which the kernel
 * takes away with its process however that ends, so it can never be stale.
 */
export function claim(dataDir: string): Promise<boolean> {
  const name = createHash('sha256').update(realpathSync(dataDir)).digest('hex').slice(0, 32)
  const server: Server = createServer((socket) => socket.destroy())
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? resolve(false) : reject(error)))
    server.listen(`\0local-juju-${name}`, () => resolve(true))
    server.unref()
  })
}
