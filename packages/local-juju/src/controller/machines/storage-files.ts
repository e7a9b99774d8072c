import { mkdirSync, rmSync, statfsSync } from 'node:fs'
import { join } from 'node:path'

/** Gives the folder that holds a model's storages. */
export function storageFolder(directory: string): string {
  return join(directory, 'storage')
}

/** Gives the name of a storage's folder, `data-0` for `data/0`. */
export function folderName(id: string): string {
  return id.replace('/', '-')
}

/** Gives the folder that holds what is in a storage. */
export function folderOf(directory: string, id: string): string {
  return join(storageFolder(directory), folderName(id))
}

/** Makes the folder that holds what is in a storage, unless it is there. */
export function makeStorage(directory: string, id: string): string {
  const folder = folderOf(directory, id)
  mkdirSync(folder, { recursive: true })
  return folder
}

/** Removes what is in a storage. */
export function dropStorage(directory: string, id: string): void {
  rmSync(folderOf(directory, id), { recursive: true, force: true })
}

/** Gives the size in MiB of the disk on which a folder lies, which is the size of a storage of `rootfs`. */
export function diskSize(folder: string): number {
  const { blocks, bsize } = statfsSync(folder)
  return Math.floor((blocks * bsize) / 1024 ** 2)
}
