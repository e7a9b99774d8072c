import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import type { ModelClient } from '../../src/cli/client.ts'
import { runOn } from '../../src/cli/stream.ts'
import { socketPath } from '../../src/controller/api/client.ts'
import { frame } from '../../src/controller/api/frames.ts'
import { dataDirectory } from '../../src/controller/data-directory.ts'

test('input that comes when the command has already ended is no error', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stream-'))
  const env = { JUJU_DATA: folder }
  mkdirSync(dataDirectory(env), { recursive: true })
  const server = createServer()
  server.on('upgrade', (_request, socket) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: stdio\r\n\r\n')
    socket.end(frame(3, Buffer.from('7')))
    // Nobody reads the input any more, so it piles up on the other side.
    setTimeout(() => socket.destroy(), 50)
  })
  await new Promise<void>((resolve) => server.listen(socketPath(dataDirectory(env)), resolve))
  const stdin = new PassThrough()
  const typing = setInterval(() => stdin.write('x'.repeat(1 << 20)), 1)
  try {
    // Of the client only this is used.
    const client = { name: 'm', io: { env } } as unknown as ModelClient
    const streams = { stdin, stdout: new PassThrough(), stderr: new PassThrough() }
    for (let times = 0; times < 3; times += 1) expect(await runOn(client, { target: '0', user: 'root', argv: ['true'] }, streams)).toBe(7)
  } finally {
    clearInterval(typing)
    server.close()
    rmSync(folder, { recursive: true })
  }
})
