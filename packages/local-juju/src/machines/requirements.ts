/** What a host needs before a machine can run on it: its properties and its packages. */
import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { hierarchies } from './cgroups.ts'
import { capture } from './command.ts'

/** Says whether machines can run here: `missing` can be installed, `reason` cannot be helped from inside. */
export type Requirements =
  | { readonly kind: 'ready' }
  | { readonly kind: 'missing'; readonly packages: readonly string[] }
  | { readonly kind: 'impossible'; readonly reason: string }

/** The host's side of the check, so that each answer can be tested. */
export interface HostFacts {
  readonly platform: string
  readonly uid: number | undefined
  /** The effective capabilities, as in the `CapEff` line of /proc/self/status. */
  readonly capabilities: bigint
  readonly hasOverlay: boolean
  readonly hasWritableCgroups: boolean
  readonly hasFile: (path: string) => boolean
  readonly hasCommand: (name: string) => boolean
}

/** Each thing that is needed and the package of Debian and Ubuntu that brings it. */
const commands: Readonly<Record<string, string>> = {
  // The hook tools are one small program, compiled once on this host.
  cc: 'gcc',
  ip: 'iproute2',
  mmdebstrap: 'mmdebstrap',
  mount: 'mount',
  nsenter: 'util-linux',
  setpriv: 'util-linux',
  'systemd-nspawn': 'systemd-container',
  unshare: 'util-linux',
}
const files: Readonly<Record<string, string>> = {
  '/usr/include/stdio.h': 'libc6-dev',
  '/usr/share/keyrings/debian-archive-keyring.gpg': 'debian-archive-keyring',
  '/etc/ssl/certs/ca-certificates.crt': 'ca-certificates',
}

const needed = 'local-juju runs units in systemd containers and needs root on Debian or Ubuntu'
const CAP_NET_ADMIN = 1n << 12n
const CAP_SYS_ADMIN = 1n << 21n

/** Judges a host by its facts. */
export const judge = (host: HostFacts): Requirements => {
  const impossible = (what: string): Requirements => ({ kind: 'impossible', reason: `${needed}; ${what}` })
  if (host.platform !== 'linux') return impossible(`this is ${host.platform}: use a Linux machine, a virtual one will do`)
  if (host.uid !== 0) return impossible('this user is not root: run it again as root, with sudo for instance')
  if ((host.capabilities & CAP_SYS_ADMIN) === 0n || (host.capabilities & CAP_NET_ADMIN) === 0n) {
    return impossible('this root may not mount or make networks: run it outside of the container, or in a privileged one')
  }
  if (!host.hasOverlay) return impossible("this kernel has no overlayfs: load the module with 'modprobe overlay'")
  if (!host.hasWritableCgroups) return impossible('the control groups under /sys/fs/cgroup cannot be written: mount them writable')
  const packages = [
    ...Object.entries(commands).flatMap(([name, from]) => (host.hasCommand(name) ? [] : [from])),
    ...Object.entries(files).flatMap(([path, from]) => (host.hasFile(path) ? [] : [from])),
  ]
  if (packages.length === 0) return { kind: 'ready' }
  const missing = [...new Set(packages)].toSorted()
  if (!host.hasCommand('apt-get')) return impossible(`this host lacks ${missing.join(', ')} and has no apt-get to install them with`)
  return { kind: 'missing', packages: missing }
}

const canWrite = (path: string): boolean => {
  try {
    accessSync(path, constants.W_OK)
    return true
  } catch {
    return false
  }
}

const readFacts = async (): Promise<HostFacts> => {
  const search = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin']
  const hasCommand = (name: string): boolean => search.some((dir) => existsSync(join(dir, name)))
  const isLinux = process.platform === 'linux'
  const overlayKnown = (): boolean => isLinux && /\boverlay$/m.test(readFileSync('/proc/filesystems', 'utf8'))
  if (isLinux && process.getuid?.() === 0 && !overlayKnown() && hasCommand('modprobe')) await capture(['modprobe', 'overlay'])
  const roots = isLinux ? hierarchies() : []
  return {
    platform: process.platform,
    uid: process.getuid?.(),
    capabilities: isLinux ? BigInt(`0x${/^CapEff:\s*(\w+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0'}`) : 0n,
    hasOverlay: overlayKnown(),
    hasWritableCgroups: roots.length > 0 && roots.every(canWrite),
    hasFile: existsSync,
    hasCommand,
  }
}

/** Says whether machines can run on this host, and changes nothing. */
export const checkRequirements = async (): Promise<Requirements> => judge(await readFacts())

const aptGet = (...args: readonly string[]): ReturnType<typeof capture> =>
  capture(['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '--quiet', '--yes', ...args])

/**
 * Installs the packages that are missing, and nothing else.
 *
 * @throws Error with one sentence that says what would be needed, where machines cannot run.
 */
export const meetRequirements = async (onProgress?: (line: string) => void): Promise<void> => {
  const found = await checkRequirements()
  if (found.kind === 'impossible') throw new Error(found.reason)
  if (found.kind === 'ready') return
  onProgress?.(`installing ${found.packages.join(', ')}`)
  const install = (): ReturnType<typeof capture> => aptGet('install', '--no-install-recommends', ...found.packages)
  // The lists may be absent or name versions that the mirror has replaced.
  if ((await install()).code !== 0) await aptGet('update')
  const last = await checkRequirements()
  if (last.kind === 'ready') return
  const again = await install()
  if (again.code === 0 && (await checkRequirements()).kind === 'ready') return
  const why = again.stderr.trim().split('\n').slice(-3).join(' ')
  throw new Error(`${needed}; installing ${found.packages.join(', ')} failed: ${why}`)
}
