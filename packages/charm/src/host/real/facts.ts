/** Facts of the real machine. They are read from files, because every process that a hook starts costs milliseconds. */
import { readFileSync } from 'node:fs'
import { availableParallelism, hostname, networkInterfaces } from 'node:os'
import type { HostFacts } from '../host.ts'

const head = 'Package: '

/** Finds where the paragraph of a package begins in dpkg's status file; negative when there is none. */
function paragraphOf(status: Buffer, name: string): number {
  const wanted = `\n${head}${name}\n`
  // dpkg writes the paragraphs in the order of the names, so halving finds one without a search through half a megabyte.
  let [low, high] = [0, status.length]
  while (high - low > 8192) {
    const middle = (low + high) >> 1
    const at = status.indexOf(`\n\n${head}`, middle)
    const nameAt = at + 2 + head.length
    if (at < 0 || at >= high || status.toString('latin1', nameAt, status.indexOf(10, nameAt)) > name) high = middle
    else low = at
  }
  const near = status.subarray(low, high + wanted.length).indexOf(wanted)
  // dpkg does not promise that order, so a search through the whole file follows.
  return near < 0 ? status.indexOf(wanted) : low + near
}

/** Finds the version of a package in dpkg's status file; undefined when it is not installed and configured. */
export function parseDpkgStatus(status: Buffer, name: string): string | undefined {
  // To parse the whole file, or only to make text of it, would cost more than the rest of the hook. So the one paragraph is found by its
  // bytes.
  const first = `${head}${name}\n`
  const start = status.subarray(0, first.length).equals(Buffer.from(first)) ? 0 : paragraphOf(status, name)
  if (start < 0) return undefined
  const end = status.indexOf('\n\n', start + 1)
  const paragraph = status.toString('utf8', start, end < 0 ? status.length : end)
  return /\nStatus: \S+ ok installed\n/.test(paragraph) ? paragraph.match(/\nVersion: (.+)/)?.[1] : undefined
}

const architectures: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' }

/** Reads a file; gives nothing for one that is missing or cannot be read: what depends on it says what it misses. */
function bytesOf(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch {
    return Buffer.alloc(0)
  }
}

/** Gives the facts of this machine, and a function that forgets the packages, to be called after some were installed. */
export function realFacts(statusFile = '/var/lib/dpkg/status'): { readonly facts: HostFacts; readonly forget: () => void } {
  const release = new Map(
    bytesOf('/etc/os-release')
      .toString()
      .split('\n')
      .map((line) => [line.split('=')[0] ?? '', (line.split('=')[1] ?? '').replace(/^"|"$/g, '')]),
  )
  let status: Buffer | undefined
  let addresses: readonly string[] | undefined
  const versions = new Map<string, string | undefined>()
  return {
    forget: () => {
      status = undefined
      versions.clear()
    },
    facts: {
      distribution: release.get('ID') ?? '',
      codename: release.get('VERSION_CODENAME') ?? '',
      architecture: architectures[process.arch] ?? process.arch,
      hostname: hostname(),
      cpus: availableParallelism(),
      // Read only when needed: the kernel has to be asked, and few hooks need the addresses.
      get addresses() {
        addresses ??= Object.values(networkInterfaces()).flatMap((of = []) => of.filter((one) => !one.internal).map((one) => one.address))
        return addresses
      },
      installed: (name) => {
        if (!versions.has(name)) {
          // On a machine without dpkg no package is installed.
          status ??= bytesOf(statusFile)
          versions.set(name, parseDpkgStatus(status, name))
        }
        return versions.get(name)
      },
    },
  }
}
