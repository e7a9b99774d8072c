/** What the machine is: read from its files, since every process started in a hook costs milliseconds. */
import { readFileSync } from 'node:fs'
import { availableParallelism, hostname, networkInterfaces } from 'node:os'
import type { HostFacts } from '../host.ts'

/** The version of a package in dpkg's status file, if it is installed and configured. */
export function parseDpkgStatus(status: Buffer, name: string): string | undefined {
  // A full parse of a megabyte at each hook, or even making text of it, would cost more than the hook: the one paragraph is found by its bytes.
  const first = `Package: ${name}\n`
  const start = status.subarray(0, first.length).equals(Buffer.from(first)) ? 0 : status.indexOf(`\n${first}`)
  if (start < 0) return undefined
  const end = status.indexOf('\n\n', start + 1)
  const paragraph = status.toString('utf8', start, end < 0 ? status.length : end)
  return /\nStatus: \S+ ok installed\n/.test(paragraph) ? paragraph.match(/\nVersion: (.+)/)?.[1] : undefined
}

const architectures: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' }

/** The facts, and a way to forget the packages when some were installed. */
export function realFacts(): { readonly facts: HostFacts; readonly forget: () => void } {
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
          status ??= readFileSync('/var/lib/dpkg/status')
          versions.set(name, parseDpkgStatus(status, name))
        }
        return versions.get(name)
      },
    },
  }
}
