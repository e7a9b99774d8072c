/**
 * Gives each machine control groups of its own.
 *
 * systemd inside a machine manages the groups below its own. Machines that shared one would meet each other's processes
 * when they stop a service, and leave children running. Three layouts exist: version 2 alone, version 1 with systemd's
 * name in it, and both side by side ("hybrid").
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { hasCode } from './files.ts'

/** Returns the roots of the hierarchies in which systemd tracks processes. */
export const hierarchies = (): readonly string[] => {
  if (existsSync('/sys/fs/cgroup/cgroup.controllers')) return ['/sys/fs/cgroup']
  return ['/sys/fs/cgroup/systemd', '/sys/fs/cgroup/unified'].filter((path) => existsSync(join(path, 'cgroup.procs')))
}

const groupsOf = (name: string): readonly string[] => hierarchies().map((root) => join(root, name))

/** Creates a group in each hierarchy and returns the files that take a joining process's pid. */
export const createGroups = (name: string): readonly string[] =>
  groupsOf(name).map((dir) => {
    mkdirSync(dir, { recursive: true })
    return join(dir, 'cgroup.procs')
  })

const childrenOf = (dir: string): readonly string[] =>
  readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(dir, entry.name))

const ignoring = <T>(codes: readonly string[], fallback: T, work: () => T): T => {
  try {
    return work()
  } catch (error) {
    if (codes.some((code) => hasCode(error, code))) return fallback
    throw error
  }
}

const pidsBelow = (dir: string): readonly number[] =>
  // ENODEV: the group went away between the two calls.
  ignoring(['ENOENT', 'ENODEV'], [], () => [
    ...readFileSync(join(dir, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean).map(Number),
    ...childrenOf(dir).flatMap(pidsBelow),
  ])

/** Lists every process in a group and in the groups below it. */
export const pidsIn = (name: string): readonly number[] => [...new Set(groupsOf(name).flatMap(pidsBelow))]

/** Sends SIGKILL to every process in a group, and returns how many there were. */
export const killGroup = (name: string): number => {
  const pids = pidsIn(name)
  for (const pid of pids) ignoring(['ESRCH'], true, () => process.kill(pid, 'SIGKILL'))
  return pids.length
}

const removeTree = (dir: string): void => {
  ignoring(['ENOENT', 'ENODEV'], undefined, () => {
    for (const child of childrenOf(dir)) removeTree(child)
    rmdirSync(dir)
  })
}

/** Removes a group and all below it; the processes in it must be gone. Returns false while one is not. */
export const removeGroups = (name: string): boolean =>
  ignoring(['EBUSY'], false, () => {
    for (const dir of groupsOf(name)) removeTree(dir)
    return true
  })

/** Offers machines the memory and task limits that systemd's units may ask for, where version 2 has them. */
export const delegateControllers = (name: string): void => {
  const [root] = hierarchies()
  if (root !== '/sys/fs/cgroup') return
  for (const controller of ['+memory', '+pids']) {
    // Only the root's own owner, systemd, decides what it hands down: what it keeps is not there, and not needed.
    ignoring(['ENOENT', 'EINVAL', 'EBUSY', 'EACCES', 'EPERM', 'EROFS'], undefined, () =>
      writeFileSync(join(root, name, 'cgroup.subtree_control'), controller),
    )
  }
}
