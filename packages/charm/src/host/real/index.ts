/** The host and the clock of the real machine. */
import type { Clock, Command, Host, Outcome, ServiceVerb } from '../host.ts'
import type { Proxies } from '../proxies.ts'
import { realFacts } from './facts.ts'
import { realFiles } from './files.ts'
import { connections, isListening } from './listening.ts'
import { run as start } from './run.ts'
import { realServices } from './services.ts'

/** The arguments of systemctl for verbs that it does not have under the same name. */
const systemctl: Partial<Record<ServiceVerb, readonly string[]>> = { mask: ['mask', '--now'], reload: ['reload-or-restart'] }

/**
 * How many seconds systemd may take to start, stop or reload services. Some daemons need minutes; a hook that comes later finds the start
 * still on its way, and waits for the same one.
 */
const toManage = 300

/**
 * Gives the machine that the hook runs on. Only programs that are `proxied` get `proxies`; what other programs talk to is inside the
 * cloud.
 */
export function realHost(proxies: Proxies = {}): Host {
  const { facts, forget } = realFacts()
  const run = (command: Command): Promise<Outcome> => start(command.proxied ? { ...command, env: { ...proxies, ...command.env } } : command)
  return {
    facts,
    ...realFiles(),
    ...realServices(),
    isListening,
    connections,
    run,
    fetch: async (url) => (await import('./fetch.ts')).fetchText(url, proxies),
    manage: (verb, names) => {
      const argv = ['systemctl', ...(systemctl[verb] ?? [verb]), '--', ...names.map((name) => `${name}.service`)]
      return run({ argv, seconds: toManage })
    },
    install: async (names) => {
      const installed = await (await import('./apt.ts')).install(names, run)
      forget()
      return installed
    },
  }
}

/** The clock of this machine. */
export const realClock: Clock = {
  now: Date.now,
  // `performance` would load a module of Node's, which takes milliseconds.
  monotonic: () => Number(process.hrtime.bigint()) / 1e6,
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  random: (bytes) => Buffer.from(crypto.getRandomValues(new Uint8Array(bytes))).toString('hex'),
}
