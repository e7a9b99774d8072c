/** The host and the clock of the real machine. */
import type { Clock, Command, Host, Outcome, ServiceVerb } from '../host.ts'
import type { Proxies } from '../proxies.ts'
import { realFacts } from './facts.ts'
import { realFiles } from './files.ts'
import { isListening } from './listening.ts'
import { run as start } from './run.ts'
import { lastReload, services } from './services.ts'

/** Waits for apt's lock: unattended upgrades hold it for minutes on a fresh machine. */
const lock = ['--option', 'DPkg::Lock::Timeout=300']
const keepConfig = ['--option', 'Dpkg::Options::=--force-confold']
/** A charm names the packages that it needs. The packages that those recommend take more than a gigabyte for Trove alone. */
const exactly = '--no-install-recommends'

/** The arguments of systemctl for verbs that it does not have under the same name. */
const systemctl: Partial<Record<ServiceVerb, readonly string[]>> = { mask: ['mask', '--now'], reload: ['reload-or-restart'] }

/** Tells whether dpkg refuses to work because it was killed in the middle of an installation, by a reboot for example. */
export const isInterrupted = ({ code, stderr }: Outcome): boolean => code !== 0 && stderr.includes('dpkg --configure -a')

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
    services,
    lastReload,
    isListening,
    run,
    fetch: async (url) => (await import('./fetch.ts')).fetchText(url, proxies),
    manage: (verb, names) => run({ argv: ['systemctl', ...(systemctl[verb] ?? [verb]), '--', ...names.map((name) => `${name}.service`)] }),
    install: async (names) => {
      const updated = await run({ argv: ['apt-get', ...lock, 'update'], proxied: true })
      if (updated.code !== 0) return updated
      const argv = ['apt-get', ...lock, '--assume-yes', exactly, ...keepConfig, 'install', '--', ...names]
      const install = () => run({ argv, proxied: true })
      let installed = await install()
      if (isInterrupted(installed)) {
        await run({ argv: ['dpkg', '--force-confold', '--configure', '-a'] })
        installed = await install()
      }
      forget()
      return installed
    },
  }
}

/** The clock of this machine. */
export const realClock: Clock = {
  now: Date.now,
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  random: (bytes) => Buffer.from(crypto.getRandomValues(new Uint8Array(bytes))).toString('hex'),
}
