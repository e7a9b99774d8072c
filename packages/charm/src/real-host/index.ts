/** The real machine behind the Host port. */
import type { Clock, Host } from '../host.ts'
import { realFacts } from './facts.ts'
import { realFiles } from './files.ts'
import { isListening } from './listening.ts'
import { run } from './run.ts'
import { services } from './services.ts'

/** Waits for apt's lock: unattended upgrades hold it for minutes on a fresh machine. */
const lock = ['--option', 'DPkg::Lock::Timeout=300']
const keepConfig = ['--option', 'Dpkg::Options::=--force-confold']
/** A charm names what it needs. What packages recommend beside that is more than a gigabyte for Trove alone. */
const exactly = '--no-install-recommends'

export function realHost(): Host {
  const { facts, forget } = realFacts()
  return {
    facts,
    ...realFiles(),
    services,
    isListening,
    run,
    manage: (verb, names) =>
      run({ argv: ['systemctl', ...(verb === 'mask' ? ['mask', '--now'] : [verb]), '--', ...names.map((name) => `${name}.service`)] }),
    install: async (names) => {
      const updated = await run({ argv: ['apt-get', ...lock, 'update'] })
      if (updated.code !== 0) return updated
      const installed = await run({ argv: ['apt-get', ...lock, '--assume-yes', exactly, ...keepConfig, 'install', '--', ...names] })
      forget()
      return installed
    },
  }
}

export const realClock: Clock = {
  now: Date.now,
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  random: (bytes) => Buffer.from(crypto.getRandomValues(new Uint8Array(bytes))).toString('hex'),
}
