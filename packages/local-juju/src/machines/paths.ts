/** Says where everything of one model's machines lies; every name carries the model's mark, so leftovers can be found and removed. */
import { createHash } from 'node:crypto'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/** Names everything on the host that belongs to the machines of one data directory. */
export interface Layout {
  /** Six hex digits made from the data directory's path. */
  readonly mark: string
  readonly dataDir: string
  readonly cacheDir: string
  readonly machinesDir: string
  /** What is in the model's storages; every machine of the model sees it. */
  readonly storageDir: string
  /** Short on purpose: a Unix socket's path has at most 107 bytes. */
  readonly runDir: string
  readonly netns: string
  /** The host's end of the pair of interfaces that leads to the bridge. */
  readonly hostLink: string
  /** Directory name of the machines' control groups in each hierarchy. */
  readonly cgroup: string
}

/** Returns the cache directory that is used when the caller names none: shared by all models of a user. */
export const defaultCacheDir = (): string => join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'charm-layers')

/** Derives all names from the data directory, so that a restarted controller finds the same ones. */
export const layoutOf = (dataDir: string, cacheDir: string): Layout => {
  const data = resolve(dataDir)
  const mark = createHash('sha256').update(data).digest('hex').slice(0, 6)
  const runDir = `/run/local-juju/${mark}`
  return {
    mark,
    dataDir: data,
    cacheDir: resolve(cacheDir),
    machinesDir: join(data, 'machines'),
    storageDir: join(data, 'storage'),
    runDir,
    netns: join(runDir, 'netns'),
    hostLink: `lj-${mark}`,
    cgroup: `local-juju-${mark}`,
  }
}

/** Names the files and directories of one machine. */
export interface MachinePaths {
  readonly dir: string
  readonly upper: string
  readonly work: string
  readonly rootfs: string
  readonly record: string
  readonly running: string
  readonly console: string
  readonly run: string
}

/** Returns the paths of one machine. */
export const machinePaths = (layout: Layout, id: string): MachinePaths => {
  const dir = join(layout.machinesDir, id)
  return {
    dir,
    upper: join(dir, 'upper'),
    work: join(dir, 'work'),
    rootfs: join(dir, 'rootfs'),
    record: join(dir, 'machine.json'),
    running: join(dir, 'running.json'),
    console: join(dir, 'console.log'),
    run: join(layout.runDir, id),
  }
}
