/** What the machine is: read from its files, since every process started in a hook costs milliseconds. */
import { existsSync, readFileSync } from 'node:fs'
import { availableParallelism, hostname, networkInterfaces } from 'node:os'
import type { HostFacts } from '../host.ts'

const head = 'Package: '

/** Where the paragraph of a package begins; negative when there is none. */
function paragraphOf(status: Buffer, name: string): number {
  const wanted = `\n${head}${name}\n`
  // dpkg writes the paragraphs in the order of the names. Halving finds one without going through half a megabyte each time.
  let [low, high] = [0, status.length]
  while (high - low > 8192) {
    const middle = (low + high) >> 1
    const at = status.indexOf(`\n\n${head}`, middle)
    const nameAt = at + 2 + head.length
    if (at < 0 || at >= high || status.toString('latin1', nameAt, status.indexOf(10, nameAt)) > name) high = middle
    else low = at
  }
  const near = status.subarray(low, high + wanted.length).indexOf(wanted)
  // Nothing promises that order.
  return near < 0 ? status.indexOf(wanted) : low + near
}

/** The version of a package in dpkg's status file, if it is installed and configured. */
export function parseDpkgStatus(status: Buffer, name: string): string | undefined {
  // A full parse at each hook, or even making text of it, would cost more than the hook: the one paragraph is found by its bytes.
  const first = `${head}${name}\n`
  const start = status.subarray(0, first.length).equals(Buffer.from(first)) ? 0 : paragraphOf(status, name)
  if (start < 0) return undefined
  const end = status.indexOf('\n\n', start + 1)
  const paragraph = status.toString('utf8', start, end < 0 ? status.length : end)
  return /\nStatus: \S+ ok installed\n/.test(paragraph) ? paragraph.match(/\nVersion: (.+)/)?.[1] : undefined
}

const architectures: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' }

/** The facts, and a way to forget the packages when some were installed. */
export function realFacts(statusFile = '/var/lib/dpkg/status'): { readonly facts: HostFacts; readonly forget: () => void } {
  const release = new Map(
    readFileSync('/etc/os-release', 'utf8')
      .split('\n')
      .map((line) => [line.split('=')[0] ?? '', (line.split('=')[1] ?? '').replace(/^"|"$/g, '')]),
  )
  let status: Buffer | undefined
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
      // The kernel is asked for them, and few hooks want them.
      get addresses() {
        return Object.values(networkInterfaces()).flatMap((of = []) => of.filter((one) => !one.internal).map((one) => one.address))
      },
      installed: (name) => {
        if (!versions.has(name)) {
          // Where there is no dpkg, nothing of it is installed.
          status ??= existsSync(statusFile) ? readFileSync(statusFile) : Buffer.alloc(0)
          versions.set(name, parseDpkgStatus(status, name))
        }
        return versions.get(name)
      },
    },
  }
}
