import type { Environment } from './environment.ts'
import { callPatience, connectSocket } from './socket.ts'
import type { HookTools } from './transport.ts'

/**
 * Gives the hook tools of the running hook: over the agent's socket where that can be used, otherwise by starting each tool as a process.
 * The socket is not used when the environment does not name it, when it is a TCP socket (operators of pod spec charms, up to Juju 3.6),
 * and when nothing listens on it. `patience` is how many milliseconds one call may take.
 */
export const connect = async (
  environment: Environment = process.env,
  dir: string = process.cwd(),
  patience: number = callPatience,
): Promise<HookTools> => {
  const { JUJU_AGENT_SOCKET_ADDRESS: path, JUJU_AGENT_SOCKET_NETWORK: network, JUJU_CONTEXT_ID: contextId } = environment
  if (path && network === 'unix' && contextId) {
    try {
      return await connectSocket({ path, contextId, dir, patience })
    } catch {
      // No call was made yet, so nothing is lost. The tools work without the socket, or say what is wrong.
    }
  }
  const { spawnTools } = await import('./spawn.ts')
  return spawnTools(environment, dir, patience)
}
