import { spawn } from 'node:child_process'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connect } from '../../../charm/src/juju/index.ts'
import { buildForwarder, installTools, listenForTools } from '../../src/agent-socket/index.ts'
import { createHookContext } from '../../src/hook-tools/index.ts'
import { createCaseWorld } from '../hook-tools/case-world.ts'

let dir = ''
let path = ''
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'agent-'))
  path = join(dir, 's')
  await installTools(await buildForwarder(join(dir, 'cache')), dir)
}, 60_000)
afterAll(() => rm(dir, { recursive: true }))

const open = (config: Readonly<Record<string, string>> = {}) => {
  const { world } = createCaseWorld({ unit: 'u/0', model_uuid: '', config }, dir)
  return listenForTools(path, createHookContext(world, { contextId: 'u/0-install-1' }), (error) => {
    throw error
  })
}

const environment = { JUJU_CONTEXT_ID: 'u/0-install-1', JUJU_AGENT_SOCKET_ADDRESS: '', JUJU_AGENT_SOCKET_NETWORK: 'unix' }

const runTool = (tool: string, args: readonly string[], env: Readonly<Record<string, string>>, keepOpen = false) =>
  new Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }>((resolve, reject) => {
    const child = spawn(join(dir, 'jujuc'), args, { argv0: tool, env })
    const text = { stdout: '', stderr: '' }
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text.stdout += chunk))
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (text.stderr += chunk))
    child.stdin.on('error', () => undefined)
    if (!keepOpen) child.stdin.end()
    child.once('error', reject)
    child.once('exit', () => child.stdin.destroy())
    child.once('close', (code) => resolve({ code, ...text }))
  })

describe('the socket', () => {
  test('is for its owner only, and gone when the hook is over', async () => {
    const socket = await open()
    expect((await stat(path)).mode & 0o777).toBe(0o700)
    await socket.close()
    await expect(stat(path)).rejects.toThrow('ENOENT')
  })

  test('replaces one that a killed agent has left', async () => {
    const left = createServer().listen(path)
    await new Promise((resolve) => left.once('listening', resolve))
    const socket = await open({ k: 'v' })
    const tools = await connect({ ...environment, JUJU_AGENT_SOCKET_ADDRESS: path }, dir)
    expect((await tools.call('config-get', ['k'])).stdout).toBe('v\n')
    await tools.close()
    await socket.close()
    left.close()
  })

  test('ends with connections still open', async () => {
    const socket = await open()
    const tools = await connect({ ...environment, JUJU_AGENT_SOCKET_ADDRESS: path }, dir)
    await tools.call('is-leader', [])
    await socket.close()
    await expect(tools.call('is-leader', [])).rejects.toThrow('closed the connection')
  })

  test('refuses a path that no socket can have', async () => {
    const { world } = createCaseWorld({ unit: 'u/0', model_uuid: '' }, dir)
    const context = createHookContext(world, { contextId: 'c' })
    await expect(listenForTools(join(dir, 'x'.repeat(108)), context, () => undefined)).rejects.toThrow('longer than 107 bytes')
  })

  test('answers calls that were written without waiting', async () => {
    const socket = await open({ k: 'v' })
    const tools = await connect({ ...environment, JUJU_AGENT_SOCKET_ADDRESS: path }, dir)
    const answers = await Promise.all(Array.from({ length: 300 }, () => tools.call('config-get', ['--format=json', 'k'])))
    expect(new Set(answers.map(({ stdout }) => stdout))).toEqual(new Set(['"v"\n']))
    await tools.close()
    await socket.close()
  })
})

describe('the program', () => {
  test.each([
    ['JUJU_CONTEXT_ID not set', { JUJU_CONTEXT_ID: '' }],
    ['JUJU_AGENT_SOCKET_ADDRESS not set', {}],
    ['JUJU_AGENT_SOCKET_NETWORK not set', { JUJU_AGENT_SOCKET_ADDRESS: '/x', JUJU_AGENT_SOCKET_NETWORK: '' }],
    ['dial unix /nonexist: connect: no such file or directory', { JUJU_AGENT_SOCKET_ADDRESS: '/nonexist' }],
    ['dial unix @charm-layers-nobody: connect: connection refused', { JUJU_AGENT_SOCKET_ADDRESS: '@charm-layers-nobody' }],
  ])('says %s', async (words, variables) =>
    expect(await runTool('config-get', [], { ...environment, ...variables })).toEqual({ code: 1, stdout: '', stderr: `ERROR ${words}\n` }),
  )

  test.each([
    ['wrong context ID; got "wrong"', 'config-get', { JUJU_CONTEXT_ID: 'wrong' }],
    ['unknown command: nosuchtool', 'nosuchtool', {}],
  ])('prints the refusal %s', async (words, tool, variables) => {
    const socket = await open()
    const result = await runTool(tool, [], { ...environment, JUJU_AGENT_SOCKET_ADDRESS: path, ...variables })
    await socket.close()
    expect(result).toEqual({ code: 1, stdout: '', stderr: `ERROR bad request: ${words}\n` })
  })

  test('leaves standard input alone when the tool does not want it', async () => {
    const socket = await open({ k: 'v' })
    // The input is never closed: a program that waited for its end would not come back.
    const result = await runTool('config-get', ['k'], { ...environment, JUJU_AGENT_SOCKET_ADDRESS: path }, true)
    await socket.close()
    expect(result).toEqual({ code: 0, stdout: 'v\n', stderr: '' })
  })

  test('carries a megabyte', async () => {
    const value = 'x'.repeat(1_000_000)
    const socket = await open({ k: value })
    const result = await runTool('config-get', ['k'], { ...environment, JUJU_AGENT_SOCKET_ADDRESS: path })
    await socket.close()
    expect(result.stdout.length).toBe(1_000_001)
  })

  test('is found under the name of every tool', async () => {
    const socket = await open()
    const env = { ...environment, JUJU_AGENT_SOCKET_ADDRESS: path, PATH: dir }
    const shell = spawn('/bin/sh', ['-c', 'is-leader && relation-ids db && juju-log hello'], { env })
    let out = ''
    shell.stdout.setEncoding('utf8').on('data', (chunk: string) => (out += chunk))
    const code = await new Promise((resolve) => shell.once('close', resolve))
    await socket.close()
    expect([code, out]).toEqual([0, 'True\n'])
  })
})
