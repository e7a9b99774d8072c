/** Counts what machines run out of first: the kernel gives root a number of inotify instances, which all machines of all models share. */
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'

const namesIn = (directory: string): readonly string[] => {
  try {
    return readdirSync(directory)
  } catch {
    // A process that has ended meanwhile.
    return []
  }
}

const isInotify = (descriptor: string): boolean => {
  try {
    return readlinkSync(descriptor) === 'anon_inode:inotify'
  } catch {
    return false
  }
}

const isRoots = (process: string): boolean => statSync(process, { throwIfNoEntry: false })?.uid === 0

/** Counts the inotify instances that root's processes hold, in machines and outside. */
export const countInotify = (): number =>
  namesIn('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => `/proc/${pid}`)
    .filter(isRoots)
    .flatMap((process) => namesIn(`${process}/fd`).map((name) => `${process}/fd/${name}`))
    .filter(isInotify).length

/** Says that the host has run out of inotify instances, where a machine's console tells of it; else nothing. */
export const inotifyShortage = (console: string): string => {
  if (!console.includes('Too many open files')) return ''
  const limit = readFileSync('/proc/sys/fs/inotify/max_user_instances', 'utf8').trim()
  return `. This host gives root ${limit} inotify instances, ${countInotify()} of them are taken, and a machine needs some six: remove machines, or raise the number with 'sysctl fs.inotify.max_user_instances=1024'`
}
