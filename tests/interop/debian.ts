/** Programs of Debian and Ubuntu, unpacked into the checkout: nothing is installed, and no daemon starts. */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, globSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'

const folder = join(import.meta.dirname, '..', '..', '.cache', 'debian')
const sets = {
  root: ['haproxy', 'nagios4-core', 'nagios-nrpe-server', 'nagios-nrpe-plugin'],
  database: ['mariadb-server-core'],
} as const

/** Tells why such programs cannot be brought here; undefined when they can. */
export const whyNoDebian: string | undefined =
  spawnSync('apt-get', ['--version']).status === 0 ? undefined : 'apt-get, which brings HAProxy, Nagios, nrpe and MariaDB, is not there'

/** Downloads packages with what they need and this machine does not have. */
function download(into: string, names: readonly string[]): void {
  const to = ['-o', 'Debug::NoLocking=1', '-o', `Dir::Cache::archives=${into}`]
  const get = () =>
    spawnSync(
      'apt-get',
      [...to, 'install', '--download-only', '--assume-yes', '--quiet=2', '--no-install-recommends', '--reinstall', ...names],
      {
        stdio: ['ignore', 'ignore', 'inherit'],
      },
    )
  if (get().status === 0) return
  spawnSync('apt-get', ['update', '--quiet=2'], { stdio: 'ignore' })
  if (get().status !== 0) throw new Error(`apt-get could not download ${names.join(' ')}`)
}

/** Brings the programs of a set, and gives the folder that stands for `/`. The first call takes some seconds. */
export function unpacked(set: keyof typeof sets = 'root'): string {
  const root = join(folder, set)
  if (existsSync(root)) return root
  const fresh = `${root}.${process.pid}`
  mkdirSync(join(fresh, 'archives', 'partial'), { recursive: true })
  download(join(fresh, 'archives'), sets[set])
  for (const file of globSync(join(fresh, 'archives', '*.deb'))) execFileSync('dpkg-deb', ['--extract', file, fresh])
  rmSync(join(fresh, 'archives'), { recursive: true })
  // When another process was faster, its folder is as good.
  if (existsSync(root)) rmSync(fresh, { recursive: true })
  else renameSync(fresh, root)
  return root
}

/** Gives the environment in which the programs find their libraries. */
export const withLibraries = (root: string): NodeJS.ProcessEnv => ({
  ...process.env,
  LD_LIBRARY_PATH: [...new Set(globSync(join(root, 'usr/lib/**/*.so*')).map(dirname))].join(':'),
})
