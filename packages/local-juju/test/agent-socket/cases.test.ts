/** The recorded cases once more, over the agent's real socket: by the client that charms use, and by the tools as programs. */
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connect } from '../../../charm/src/juju/index.ts'
import { buildForwarder, installTools, listenForTools } from '../../src/agent-socket/index.ts'
import type { HookContext } from '../../src/hook-tools/index.ts'
import type { Case } from '../hook-tools/case-types.ts'
import { cases, runCase, type Shown, type Way } from '../hook-tools/run-case.ts'

let tools = ''
beforeAll(async () => {
  tools = await mkdtemp(join(tmpdir(), 'tools-'))
  await installTools(await buildForwarder(join(tools, 'cache')), tools)
}, 60_000)
afterAll(() => rm(tools, { recursive: true }))

const bug = (error: unknown): never => {
  throw error
}

const environment = (path: string) => ({ JUJU_CONTEXT_ID: 'case', JUJU_AGENT_SOCKET_ADDRESS: path, JUJU_AGENT_SOCKET_NETWORK: 'unix' })

/** Over one connection, as a charm written with this project does. */
const byClient = async (context: HookContext, own: string): Promise<Way> => {
  const path = join(own, 's')
  const socket = await listenForTools(path, context, bug)
  let client: Awaited<ReturnType<typeof connect>> | undefined
  return {
    call: async ({ tool, args, stdin }, dir) => {
      client ??= await connect(environment(path), dir)
      return client.call(tool, args, stdin)
    },
    close: async () => {
      await client?.close()
      await socket.close()
    },
  }
}

/** By the program that the tools directory holds, as any other charm does. */
const byProgram = async (context: HookContext, own: string): Promise<Way> => {
  const path = join(own, 's')
  const socket = await listenForTools(path, context, bug)
  return {
    call: ({ tool, args, stdin = '' }, dir) =>
      new Promise<Shown>((resolve, reject) => {
        // Named by argv[0] rather than by its link, so that a tool that does not exist can be called too.
        const child = spawn(join(tools, 'jujuc'), args, { argv0: tool, cwd: dir, env: environment(path) })
        const out: Uint8Array[] = []
        const err: Uint8Array[] = []
        child.stdout.on('data', (chunk: Uint8Array) => out.push(chunk))
        child.stderr.on('data', (chunk: Uint8Array) => err.push(chunk))
        child.stdin.on('error', () => undefined)
        child.stdin.end(stdin)
        child.once('error', reject)
        child.once('close', (code) =>
          resolve({ code: code ?? -1, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() }),
        )
      }),
    close: () => socket.close(),
  }
}

/** Whether input was asked for, and that an error was one of the protocol, cannot be seen from outside. */
const seen = ({ expect: { code, stdout, stderr, effects } }: Case): object => ({
  code,
  stdout,
  stderr,
  ...(effects === undefined ? {} : { effects }),
})

describe.each(cases)('%s', (_, one) => {
  test('is the same to a client of the socket', async () => expect(await runCase(one, byClient)).toEqual(seen(one)))
  test('is the same to a program', async () => expect(await runCase(one, byProgram)).toEqual(seen(one)))
})
