/** Overlay mounts of machines over the shared base, and their removal. */
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { capture, must } from './command.ts'
import type { MachinePaths } from './paths.ts'

/** Undoes the octal escapes of /proc/self/mountinfo. */
const decodePath = (path: string): string =>
  path.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))

/** Lists the mount points at or below a directory, the deepest last mounted first, as they have to be taken down. */
export const mountsBelow = (directory: string): readonly string[] =>
  readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .map((line) => decodePath(line.split(' ')[4] ?? ''))
    .filter((point) => point === directory || point.startsWith(`${directory}/`))
    .reverse()

/** Unmounts everything at or below a directory; lazily where something still holds on to it. */
export const unmountBelow = async (directory: string): Promise<void> => {
  for (const point of mountsBelow(directory)) {
    const plain = await capture(['umount', point])
    if (plain.code !== 0) await must('umount', '--lazy', point)
  }
}

/**
 * Mounts a machine's tree: its own writable layer over the base.
 *
 * `volatile` lets the kernel skip every sync to the writable layer, which makes package and database work several times
 * faster. What a machine wrote survives its own death and the controller's; only a crash of the host can lose it. The
 * kernel leaves a mark in the work directory that forbids a second such mount; removing it is how one says that is known.
 */
export const mountMachine = async (base: string, paths: MachinePaths): Promise<void> => {
  if (mountsBelow(paths.rootfs).length > 0) return
  for (const path of [base, paths.dir]) {
    if (/[,:\\]/.test(path))
      throw new Error(`the path '${path}' holds ',', ':' or '\\', which overlayfs cannot take: choose another directory`)
  }
  for (const dir of [paths.upper, paths.work, paths.rootfs]) mkdirSync(dir, { recursive: true, mode: 0o755 })
  rmSync(join(paths.work, 'work'), { recursive: true, force: true })
  const layers = `lowerdir=${base},upperdir=${paths.upper},workdir=${paths.work}`
  const quick = await capture(['mount', '-t', 'overlay', '-o', `${layers},volatile`, 'overlay', paths.rootfs])
  // Kernels before 5.10 do not know `volatile`.
  if (quick.code !== 0) await must('mount', '-t', 'overlay', '-o', layers, 'overlay', paths.rootfs)
}
