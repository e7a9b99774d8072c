import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { connect } from '../../src/juju/index.ts'
import { listen, type TestAgent } from './agent.ts'

let dir = ''
let agent: TestAgent | undefined
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'juju-'))
})
afterEach(async () => {
  await agent?.close()
  agent = undefined
  await rm(dir, { recursive: true })
})

const environment = (address: string) => ({
  PATH: `${dir}:/usr/bin:/bin`,
  JUJU_CONTEXT_ID: 'web/0-install-1',
  JUJU_AGENT_SOCKET_NETWORK: 'unix',
  JUJU_AGENT_SOCKET_ADDRESS: address,
})

const tool = async (name: string, script: string): Promise<void> => {
  await writeFile(join(dir, name), `#!/bin/sh\n${script}\n`)
  await chmod(join(dir, name), 0o755)
}

test('many calls share one connection and each gets its own answer, whatever the order of answers', async () => {
  agent = await listen(join(dir, 's'), ({ args }) => ({ stdout: `got ${args[0]}` }))
  const tools = await connect(environment(join(dir, 's')), '/charm')
  const names = Array.from({ length: 200 }, (_, index) => `${index}`)
  const answers = await Promise.all(names.map((name) => tools.call('relation-get', [name])))
  await tools.close()
  expect(answers.map(({ stdout }) => stdout)).toEqual(names.map((name) => `got ${name}`))
  expect(tools.calls).toBe(200)
  expect(agent.connections()).toBe(1)
  expect(agent.requests[7]).toEqual({ contextId: 'web/0-install-1', dir: '/charm', command: 'relation-get', args: ['7'], token: '' })
})

test('an abstract socket of older agents is reached', async () => {
  const name = `charm-layers-test-${process.pid}`
  agent = await listen(`\0${name}`, () => ({ stdout: 'true\n' }))
  const tools = await connect(environment(`@${name}`))
  expect(await tools.call('is-leader', [])).toEqual({ code: 0, stdout: 'true\n', stderr: '' })
  await tools.close()
})

test('standard input is sent with the first request', async () => {
  agent = await listen(join(dir, 's'), ({ stdin }) => ({ stdout: Buffer.from(stdin ?? []).toString() }))
  const tools = await connect(environment(join(dir, 's')))
  expect((await tools.call('relation-set', ['--file', '-'], 'a: ☃')).stdout).toBe('a: ☃')
  await tools.close()
  expect(agent.requests).toHaveLength(1)
})

test('a tool that asks for input it was not given gets an empty one', async () => {
  agent = await listen(join(dir, 's'), ({ stdin }) =>
    stdin === undefined ? { error: 'hook tool requires stdin, none supplied' } : { stdout: `${stdin.length}` },
  )
  const tools = await connect(environment(join(dir, 's')))
  expect((await tools.call('relation-set', ['--file', '-'])).stdout).toBe('0')
  await tools.close()
})

test('a refused request looks as the forwarding binary prints it', async () => {
  agent = await listen(join(dir, 's'), () => ({ error: 'bad request: unknown command: leader-get' }))
  const tools = await connect(environment(join(dir, 's')))
  expect(await tools.call('leader-get', [])).toEqual({ code: 1, stdout: '', stderr: 'ERROR bad request: unknown command: leader-get\n' })
  await tools.close()
})

test('a lost connection fails the waiting call and those after it', async () => {
  agent = await listen(join(dir, 's'), () => 'hang up')
  const tools = await connect(environment(join(dir, 's')))
  await expect(tools.call('config-get', [])).rejects.toThrow('has closed the connection')
  await expect(tools.call('config-get', [])).rejects.toThrow('has closed the connection')
})

test.each([
  ['nobody listens', () => environment(join(dir, 'nobody'))],
  ['no socket is named', () => ({ PATH: environment('').PATH })],
  ['the socket is a TCP one', () => ({ ...environment('127.0.0.1:1'), JUJU_AGENT_SOCKET_NETWORK: 'tcp' })],
])('the tools are run as programs when %s', async (_, variables) => {
  await tool('config-get', 'cat; echo "$JUJU_CONTEXT_ID $PWD|$1|$2" >&2; exit 3')
  const tools = await connect(variables(), dir)
  const { code, stdout, stderr } = await tools.call('config-get', ['$(id)', 'a b'], 'input')
  expect([code, stdout]).toEqual([3, 'input'])
  expect(stderr).toMatch(/\|\$\(id\)\|a b\n$/u)
  expect(tools.calls).toBe(1)
  await tools.close()
})

test('a tool that does not exist is an error that names it', async () => {
  const tools = await connect({ PATH: dir }, dir)
  await expect(tools.call('relation-model-get', [])).rejects.toThrow('cannot run the hook tool relation-model-get')
})

test('a tool that leaves its input unread is no trouble', async () => {
  await tool('is-leader', 'exit 0')
  const tools = await connect({ PATH: dir }, dir)
  expect((await tools.call('is-leader', [], 'x'.repeat(1_000_000))).code).toBe(0)
})

const mute = async (path: string, take: (socket: Socket) => void): Promise<Server> => {
  const server = createServer((socket) => take(socket.on('error', () => undefined)))
  await new Promise<void>((resolve) => server.listen(path, resolve))
  return server
}

test.each<readonly [string, (socket: Socket) => void]>([
  ['answers nothing', () => undefined],
  ['stops in the middle of an answer', (socket) => void socket.write(Buffer.from([0x40, 0x01]))],
  ['sends a byte now and then', (socket) => void setInterval(() => socket.writable && socket.write(Buffer.from([0x40])), 20).unref()],
])('an agent that %s is waited for within a bound, and the tool is named', async (_, take) => {
  const server = await mute(join(dir, 's'), take)
  const tools = await connect(environment(join(dir, 's')), dir, 150)
  await expect(Promise.all([tools.call('config-get', []), tools.call('is-leader', [])])).rejects.toThrow(
    /agent at .*\/s (has not answered config-get within 0.15 seconds|answers config-get with something that cannot be read)/,
  )
  await expect(tools.call('is-leader', [])).rejects.toThrow('config-get')
  server.close()
})

test('an agent that announces a huge answer is not listened to', async () => {
  // Four bytes of length: 1 GiB.
  const server = await mute(join(dir, 's'), (socket) => void socket.write(Buffer.from([0xfc, 0x3f, 0xff, 0xff, 0xff])))
  const tools = await connect(environment(join(dir, 's')), dir, 5000)
  await expect(tools.call('config-get', [])).rejects.toThrow('answers config-get with something that cannot be read')
  server.close()
})

test('a slow agent may take its patience for each answer, not for all together', async () => {
  agent = await listen(join(dir, 's'), ({ args }) => ({ stdout: `got ${args[0]}` }))
  const tools = await connect(environment(join(dir, 's')), dir, 300)
  for (const name of ['1', '2', '3', '4']) {
    await new Promise((resolve) => setTimeout(resolve, 120))
    expect((await tools.call('relation-get', [name])).stdout).toBe(`got ${name}`)
  }
  await tools.close()
})

test('a tool that hangs is ended, and named', async () => {
  await tool('config-get', 'sleep 60')
  const tools = await connect({ PATH: `${dir}:/usr/bin:/bin` }, dir, 200)
  await expect(tools.call('config-get', [])).rejects.toThrow('the hook tool config-get has not ended within 0.2 seconds')
})
