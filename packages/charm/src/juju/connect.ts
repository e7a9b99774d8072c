import type { Environment } from './environment.ts'
import { connectSocket } from './socket.ts'
import type { HookTools } from './transport.ts'

/**
 * Gives the hook tools of the running hook: over the agent's socket where it can be spoken to, otherwise by running the tools.
 * The socket is left aside when it is not named, when it is a TCP one (operators of pod spec charms, up to 3.6) and when nobody answers.
 */
export const connect = async (environment: Environment = process.env, dir: string = process.cwd()): Promise<HookTools> => {
  const { JUJU_AGENT_SOCKET_ADDRESS: path, JUJU_AGENT_SOCKET_NETWORK: network, JUJU_CONTEXT_ID: contextId } = environment
  if (path && network === 'unix' && contextId) {
    try {
      return await connectSocket({ path, contextId, dir })
    } catch {
      // Before the first call nothing is lost: the tools say the same, or say what is wrong.
    }
  }
  const { spawnTools } = await import('./spawn.ts')
  return spawnTools(environment, dir)
}
