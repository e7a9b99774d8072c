/** What the machine is: read from its files, since every process started in a hook costs milliseconds. */
import { readFileSync } from 'node:fs'
import { availableParallelism, hostname, networkInterfaces } from 'node:os'
import type { HostFacts } from '../host.ts'

/** Versions of the packages in dpkg's status file that are installed and configured. */
export function parseDpkgStatus(text: string, name: string): string | undefined {
  // A full parse of a megabyte at each hook would cost more than the hook: the one paragraph is found by its first line.
  const start = text.startsWith(`Package: ${name}\n`) ? 0 : text.indexOf(`\nPackage: ${name}\n`)
  if (start < 0) return undefined
  const end = text.indexOf('\n\n', start + 1)
  const paragraph = text.slice(start, end < 0 ? undefined : end)
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
  let status: string | undefined
  return {
    forget: () => {
      status = undefined
    },
    facts: {
      distribution: release.get('ID') ?? '',
      codename: release.get('VERSION_CODENAME') ?? '',
      architecture: architectures[process.arch] ?? process.arch,
      hostname: hostname(),
      cpus: availableParallelism(),
      addresses: Object.values(networkInterfaces()).flatMap((of = []) => of.filter((one) => !one.internal).map((one) => one.address)),
      installed: (name) => {
        status ??= readFileSync('/var/lib/dpkg/status', 'latin1')
        return parseDpkgStatus(status, name)
      },
    },
  }
}
