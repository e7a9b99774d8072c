import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buildForwarder, listenForTools } from '../agent-socket/index.ts'
import type { TreeEntry } from '../controller/machines/port.ts'
import { createHookContext, toolNames } from '../hook-tools/index.ts'
import { defaultCacheDir } from '../machines/index.ts'
import type { ToolHost } from './parts.ts'

/** Name of the program that every tool is a link to. */
const FORWARDER = 'jujuc'

/** Serves hook tools over the agent's socket, as Juju does; `onFault` hears of bugs in them. */
export function agentTools(onFault: (error: unknown) => void): ToolHost {
  let forwarder: Promise<Uint8Array> | undefined
  const read = (): Promise<Uint8Array> => {
    forwarder ??= buildForwarder(join(defaultCacheDir(), 'tools')).then((path) => readFile(path))
    // After a failure the next call builds again: a compiler may have been installed since.
    forwarder.catch(() => {
      forwarder = undefined
    })
    return forwarder
  }
  return {
    openContext: createHookContext,
    serve: async (machine, socket, context, onCall) => {
      const run: typeof context.run = (call) => {
        onCall(call.tool)
        return context.run(call)
      }
      const served = await listenForTools(await machine.socket(socket), { ...context, run }, onFault)
      return () => served.close()
    },
    installTools: async (machine, directory) => {
      const links = toolNames.map((path): TreeEntry => ({ kind: 'link', path, target: FORWARDER }))
      await machine.expand(directory, [{ kind: 'file', path: FORWARDER, mode: 0o755, content: await read() }, ...links], [])
    },
  }
}
