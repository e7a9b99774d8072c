/** The tree that all machines share: a small Debian, built once, kept in the cache, never changed afterwards. */

import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { must } from './command.ts'
import { compileOnce, compileScript } from './compile-python.ts'
import { type HostApt, suite } from './host-apt.ts'
import { withLock } from './lock.ts'

/** Says what a machine has before a charm installs anything; a change here makes another base. */
const recipe = {
  version: 1,
  suite,
  include: ['ca-certificates', 'dbus', 'iproute2', 'procps', 'python3', 'python3-yaml', 'sudo', 'systemd', 'systemd-sysv'],
  dpkg: [
    // Machines are thrown away after a trial, so waiting for the disk gains nothing.
    'force-unsafe-io',
    ...['doc', 'info', 'locale', 'man', 'lintian', 'linda'].map((name) => `path-exclude=/usr/share/${name}/*`),
    'path-include=/usr/share/doc/*/copyright',
  ],
  apt: ['Acquire::Languages "none";', 'Acquire::Retries "3";', 'APT::Install-Recommends "true";', 'Dpkg::Use-Pty "0";'],
  /** Housekeeping that only costs time in machines that live for an hour. */
  masked: [
    'apt-daily.timer',
    'apt-daily-upgrade.timer',
    'console-getty.service',
    'dpkg-db-backup.timer',
    'e2scrub_all.timer',
    'fstrim.timer',
    'systemd-logind.service',
    'systemd-timesyncd.service',
  ],
} as const

/** Says what a base is built with. */
export interface BaseOptions {
  readonly cacheDir: string
  readonly host: HostApt
  /** Address of the package cache, as the building process reaches it. */
  readonly proxy?: string
  readonly onProgress?: (line: string) => void
}

const sourcesOf = (host: HostApt): readonly string[] =>
  host.archives.flatMap(({ uri, suites }) => suites.map((name) => `deb ${uri.replace(/^https:/, 'http:')} ${name} main`))

const keyOf = (host: HostApt): string =>
  createHash('sha256')
    .update(JSON.stringify([recipe, compileOnce, compileScript, sourcesOf(host), host.settings, process.arch]))
    .digest('hex')
    .slice(0, 12)

const build = async (root: string, options: BaseOptions): Promise<void> => {
  const aptopts = [...recipe.apt, ...options.host.settings]
  const proxy = options.proxy === undefined ? [] : [`Acquire::http::Proxy "${options.proxy}";`]
  const argv = [
    // Mounts and processes end with the building process, and it with this one, however that ends.
    '--pdeathsig=KILL',
    'unshare',
    '--mount',
    '--propagation=private',
    '--pid',
    '--fork',
    '--kill-child',
    '--mount-proc',
    'mmdebstrap',
    '--mode=root',
    '--variant=minbase',
    `--include=${recipe.include.join(',')}`,
    ...[...aptopts, ...proxy].map((option) => `--aptopt=${option}`),
    ...recipe.dpkg.map((option) => `--dpkgopt=${option}`),
    // The lists and their parsed form stay: 'apt-get update' in a machine then only asks whether they still hold.
    '--skip=cleanup/apt/lists',
    suite,
    root,
    ...sourcesOf(options.host),
  ]
  const child = spawn('setpriv', argv, { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, LC_ALL: 'C.UTF-8' } })
  const said: string[] = []
  for await (const line of createInterface({ input: child.stderr })) {
    said.push(line)
    if (line.startsWith('I: ')) options.onProgress?.(line.slice(3))
  }
  const code = child.exitCode ?? (await new Promise<number | null>((resolve) => child.once('close', resolve)))
  if (code !== 0) throw new Error(`mmdebstrap could not build the base tree of the machines (exit ${code}):\n${said.slice(-15).join('\n')}`)
}

/** Puts into a fresh tree what is the same in every machine. */
const finish = async (root: string, host: HostApt): Promise<void> => {
  const units = join(root, 'etc/systemd/system')
  // mmdebstrap leaves its options here, the building process's proxy among them.
  writeFileSync(join(root, 'etc/apt/apt.conf.d/99mmdebstrap'), `${[...recipe.apt, ...host.settings].join('\n')}\n`)
  for (const name of ['hostname', 'machine-id', 'resolv.conf']) rmSync(join(root, 'etc', name), { force: true })
  // Machines have no name server. With an empty file a look-up fails at once; with a wrong one it would wait.
  writeFileSync(join(root, 'etc/resolv.conf'), '')
  for (const unit of recipe.masked) {
    rmSync(join(units, unit), { force: true })
    symlinkSync('/dev/null', join(units, unit))
  }
  symlinkSync('/lib/systemd/system/systemd-networkd.service', join(units, 'multi-user.target.wants/systemd-networkd.service'))
  await must('chroot', root, 'dpkg-divert', '--quiet', '--local', '--rename', '--add', compileOnce.divert)
  writeFileSync(join(root, compileOnce.divert), compileOnce.script, { mode: 0o755 })
  writeFileSync(join(root, compileOnce.program), compileScript, { mode: 0o755 })
  writeFileSync(join(root, 'etc/apt/apt.conf.d/80compile-once'), `${compileOnce.apt}\n`)
  await must('chroot', root, 'apt-cache', 'gencaches', '--quiet')
}

/** Returns the directory of the base tree, building it first where the cache does not have it. */
export const openBase = async (options: BaseOptions): Promise<string> => {
  const dir = join(options.cacheDir, 'base')
  const key = keyOf(options.host)
  const root = join(dir, key)
  if (existsSync(root)) return root
  const onWait = (pid: number): void => options.onProgress?.(`waiting for process ${pid}, which builds the same tree`)
  return withLock(join(dir, `${key}.lock`), { timeoutMs: 15 * 60_000, onWait }, async () => {
    if (existsSync(root)) return root
    const building = join(dir, `${key}.building`)
    // A build that was killed leaves this one behind.
    rmSync(building, { recursive: true, force: true })
    await build(building, options)
    await finish(building, options.host)
    renameSync(building, root)
    return root
  })
}
