import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Machine } from '../../machines/index.ts'
import type { MachineStorage } from './port.ts'
import { diskSize, folderName } from './storage-files.ts'

/** Mounts a storage in a machine, unless something is mounted there, and says where and how large it is in MiB. */
export async function attachInside(
  machine: Machine,
  { id, pool, size, mountPoint }: MachineStorage,
): Promise<{ readonly location: string; readonly size: number }> {
  const [outside, inside] = [machine.storageDir, machine.storageDirInside].map((folder) => join(folder, folderName(id)))
  if (outside === undefined || inside === undefined) throw new Error(`storage ${id} has no folder`)
  mkdirSync(outside, { recursive: true, mode: 0o755 })
  await must(machine, ['mkdir', '-p', '--', mountPoint])
  if (!(await isMounted(machine, mountPoint))) {
    const what = pool === 'tmpfs' ? ['-t', 'tmpfs', '-o', `size=${size}m`, 'tmpfs'] : ['--bind', inside]
    await must(machine, ['mount', ...what, mountPoint])
  }
  return { location: mountPoint, size: pool === 'tmpfs' ? size : diskSize(outside) }
}

/** Takes a storage out of a machine; one that is in use goes when nothing uses it any more. */
export async function detachInside(machine: Machine, location: string): Promise<void> {
  if (!(await isMounted(machine, location))) return
  const { code } = await machine.run(['umount', location])
  if (code !== 0) await must(machine, ['umount', '--lazy', location])
}

async function isMounted(machine: Machine, path: string): Promise<boolean> {
  return (await machine.run(['mountpoint', '-q', path])).code === 0
}

async function must(machine: Machine, argv: readonly string[]): Promise<void> {
  const { code, stderr } = await machine.run(argv)
  if (code !== 0) throw new Error(`'${argv.join(' ')}' ended with ${code}: ${stderr.trim()}`)
}
