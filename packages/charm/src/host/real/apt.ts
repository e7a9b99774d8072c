/** Installs packages with apt. Few hooks need this file, so it is loaded only then. */
import { readdirSync } from 'node:fs'
import type { Command, Outcome } from '../host.ts'

/** Unattended upgrades hold apt's locks for minutes on a fresh machine. */
const lockSeconds = 300
/** apt waits by itself for dpkg's lock alone. For the lock of its lists and that of its archives it has to be started again. */
const lock = ['--option', `DPkg::Lock::Timeout=${lockSeconds}`]
const keepConfig = ['--option', 'Dpkg::Options::=--force-confold']
/** A charm names the packages that it needs. The packages that those recommend take more than a gigabyte for Trove alone. */
const exactly = '--no-install-recommends'
/** Without it, apt ends well when an archive cannot be reached, and installs what other archives have. */
const everyArchive = '--error-on=any'
const updateSeconds = 900
const installSeconds = 1800

/** Tells whether dpkg refuses to work because it was killed in the middle of an installation, by a reboot for example. */
export const isInterrupted = ({ code, stderr }: Outcome): boolean => code !== 0 && stderr.includes('dpkg --configure -a')

/** Tells whether another program holds one of apt's locks. */
export const isLocked = ({ code, stderr }: Outcome): boolean =>
  code !== 0 && /Could not get lock|Unable to lock (the )?director/i.test(stderr)

/** Gives the addresses that apt could not fetch, each with the reason. */
export const parseUnreached = (stderr: string): readonly (readonly [url: string, why: string])[] =>
  [...stderr.matchAll(/^[WE]: Failed to fetch (\S+)\s+(.*)$/gm)].map(([, url = '', why = '']) => [url, why] as const)

/** Gives how the names of the files begin that apt keeps of an archive: the address without scheme and credentials, `/` written as `_`. */
const listsOf = (url: string): string =>
  url
    .replace(/^[a-z+]+:\/*([^/@]*@)?/, '')
    .replace(/(In)?Release(\.gpg)?$/, '')
    .replaceAll('/', '_')

/** The clock and the folder that the tests replace. */
interface World {
  readonly pause: (milliseconds: number) => Promise<void>
  readonly now: () => number
  readonly lists: () => readonly string[]
}

const realWorld: World = {
  pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  now: () => performance.now(),
  lists: () => {
    try {
      return readdirSync('/var/lib/apt/lists')
    } catch {
      return []
    }
  },
}

type Run = (command: Command) => Promise<Outcome>

/**
 * Updates the package lists and installs packages. An archive that cannot be reached, and of which the machine has no lists yet, ends it:
 * what was asked for may be there alone. Where there are lists of an earlier update, they are used.
 */
export async function install(names: readonly string[], run: Run, { pause, now, lists }: World = realWorld): Promise<Outcome> {
  const end = now() + lockSeconds * 1000
  const apt = async (seconds: number, ...words: readonly string[]): Promise<Outcome> => {
    for (;;) {
      const outcome = await run({ argv: ['apt-get', ...lock, ...words], proxied: true, seconds })
      if (!isLocked(outcome) || now() >= end) return outcome
      await pause(2000)
    }
  }
  const updated = await apt(updateSeconds, everyArchive, 'update')
  const unreached = parseUnreached(updated.stderr)
  if (updated.code !== 0) {
    const known = lists()
    const isKnown = (url: string): boolean => known.some((file) => file.startsWith(listsOf(url)))
    const [first] = unreached.filter(([url]) => !isKnown(url))
    if (first) return { ...updated, stderr: `${first[0]} cannot be reached: ${first[1]}` }
    if (unreached.length === 0) return updated
  }
  const once = () => apt(installSeconds, '--assume-yes', exactly, ...keepConfig, 'install', '--', ...names)
  let installed = await once()
  if (isInterrupted(installed)) {
    await run({ argv: ['dpkg', '--force-confold', '--configure', '-a'], seconds: installSeconds })
    installed = await once()
  }
  const [first] = unreached
  return installed.code === 0 || !first
    ? installed
    : { ...installed, stderr: `${installed.stderr.trimEnd()} (${first[0]} cannot be reached)` }
}
