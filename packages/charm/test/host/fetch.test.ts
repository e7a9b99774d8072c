import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { skipFor } from '../../../../tools/skip.ts'
import { fetchText } from '../../src/host/real/fetch.ts'
import { realHost } from '../../src/host/real/index.ts'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

const listen = (server: Server): Promise<number> =>
  new Promise((resolve) => {
    servers.push(server)
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })
const serve = (answer: RequestListener): Promise<number> => listen(createServer(answer))

/** Starts a proxy that notes its requests, and sends every tunnel to one port. */
async function proxy(to: number): Promise<{ readonly url: string; readonly asked: readonly string[] }> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    response.end('by the proxy')
  })
  server.on('connect', (request, socket) => {
    asked.push(`${request.method} ${request.url}`)
    const tunnel = connect(to, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      tunnel.pipe(socket).pipe(tunnel)
    })
    for (const end of [socket, tunnel]) end.on('error', () => end.destroy())
  })
  return { url: `http://someone:hidden@127.0.0.1:${await listen(server)}`, asked }
}

describe('a text over HTTP', () => {
  test('comes whole', async () => {
    const port = await serve((request, response) => response.end(`${request.url} ä`))
    expect(await fetchText(`http://127.0.0.1:${port}/a?b=c`)).toEqual({ code: 0, stdout: '/a?b=c ä', stderr: '' })
  })

  test('that is not there is said so', async () => {
    const port = await serve((_, response) => response.writeHead(404).end('<html>'))
    expect(await fetchText(`http://127.0.0.1:${port}/`)).toEqual({ code: 1, stdout: '', stderr: '127.0.0.1 answers 404 Not Found' })
  })

  test('that breaks off is not taken for whole', async () => {
    const port = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('half')
      setTimeout(() => response.destroy(), 20)
    })
    expect(await fetchText(`http://127.0.0.1:${port}/`)).toMatchObject({ code: 1, stdout: '' })
  })

  test('that has no end is given up', async () => {
    const port = await serve((_, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(65536)));
      }
      response.on('drain', more)
      more()
    })
    expect(await fetchText(`http://127.0.0.1:${port}/`)).toMatchObject({ code: 1, stderr: '127.0.0.1 answers more than 4 MiB' })
  })

  test('from a server that says nothing is given up', async () => {
    const port = await serve(() => undefined)
    const outcome = await fetchText(`http://127.0.0.1:${port}/`, {}, { seconds: 0.2 })
    expect(outcome).toMatchObject({ code: 1, stderr: expect.stringContaining('127.0.0.1 does not answer') })
  })

  test('from a server that is not there names it', async () => {
    expect(await fetchText('http://127.0.0.1:1/')).toMatchObject({ code: 1, stderr: 'connect ECONNREFUSED 127.0.0.1:1' })
  })
})

describe('a proxy of the model', () => {
  test('is asked for what is outside', async () => {
    const { url, asked } = await proxy(1)
    const { stdout } = await realHost({ http_proxy: url }).fetch('http://keys.example/a')
    expect([stdout, asked]).toEqual(['by the proxy', ['GET http://keys.example/a']])
  })

  test('is not asked for what needs none', async () => {
    const port = await serve((_, response) => response.end('direct'))
    const { url, asked } = await proxy(1)
    const { stdout } = await realHost({ http_proxy: url, no_proxy: '127.0.0.1,localhost' }).fetch(`http://127.0.0.1:${port}/`)
    expect([stdout, asked]).toEqual(['direct', []])
  })

  test('may be named without a scheme, as other programs take it', async () => {
    const { url, asked } = await proxy(1)
    await realHost({ http_proxy: url.replace('http://', '') }).fetch('http://keys.example/a')
    expect(asked).toEqual(['GET http://keys.example/a'])
  })

  test('that cannot be read is an outcome, not an exception', async () => {
    expect(await realHost({ http_proxy: 'socks5://127.0.0.1:1' }).fetch('http://keys.example/a')).toMatchObject({ code: 1, stdout: '' })
    expect(await realHost({ http_proxy: 'http://' }).fetch('http://keys.example/a')).toMatchObject({ code: 1, stdout: '' })
  })

  test('that is not there is named without its password', async () => {
    const { stderr } = await realHost({ https_proxy: 'http://someone:hidden@127.0.0.1:1' }).fetch('https://keys.example/')
    expect(stderr).toContain('127.0.0.1:1')
    expect(stderr).not.toContain('hidden')
  })

  test('reaches the programs that ask for it, and no others', async () => {
    const host = realHost({ http_proxy: 'http://proxy.example:3128', https_proxy: 'http://proxy.example:3129', no_proxy: 'localhost' })
    const { stdout } = await host.run({ argv: ['env'], proxied: true })
    for (const line of ['http_proxy=http://proxy.example:3128', 'https_proxy=http://proxy.example:3129', 'no_proxy=localhost'])
      expect(stdout.split('\n')).toContain(line)
    expect((await host.run({ argv: ['env'] })).stdout).not.toContain('proxy')
  })
})

const hasOpenssl = spawnSync('openssl', ['version']).status === 0
describe('a server with TLS', skipFor(hasOpenssl ? undefined : 'makes a certificate, which takes openssl'), () => {
  test('is verified by the authorities of the machine, through a proxy as well', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fetch-'))
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
    const subject = ['-subj', '/CN=keys.example', '-addext', 'subjectAltName=DNS:keys.example']
    spawnSync('openssl', [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-keyout',
      key,
      '-out',
      cert,
      ...subject,
    ])
    const port = await listen(createTlsServer({ key: readFileSync(key), cert: readFileSync(cert) }, (_, response) => response.end('whole')))
    const { url, asked } = await proxy(port)
    const proxies = { https_proxy: url }
    expect(await fetchText('https://keys.example/a', proxies, { authorities: cert })).toMatchObject({ code: 0, stdout: 'whole' })
    expect(asked).toEqual(['CONNECT keys.example:443'])
    expect(await fetchText('https://keys.example/a', proxies, { authorities: join(folder, 'none') })).toMatchObject({ code: 1 })
    rmSync(folder, { recursive: true })
  })
})
