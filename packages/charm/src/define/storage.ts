/** Storage: disks and folders that Juju gives to a unit, and that can outlive it. */
import type { Answer } from './answer.ts'
import type { NotSupported } from './not-supported.ts'

interface Common {
  readonly description?: string
  /** Whether all units of the application get the same storage. */
  readonly shared?: boolean
  readonly readOnly?: boolean
  /**
   * How many instances a unit may have: `3`, `0-1`, `1-5` or `0+`. With a range, the context has a list. Left out, each unit has exactly
   * one, and Juju installs no unit before its storage is there.
   */
  readonly multiple?: StorageRange
  /** The least size of one instance, such as `10G`; a number alone is in MiB. */
  readonly minimumSize?: string
  /** `transient`: the content need not outlive the machine. */
  readonly properties?: readonly 'transient'[]
}

/** A number of instances: exactly so many, from one number to another, or at least so many. */
export type StorageRange = `${number}` | `${number}-${number}` | `${number}+`

/** A folder in which Juju has mounted a file system. */
export interface FilesystemStorage extends Common {
  readonly type: 'filesystem'
  /** Where Juju mounts it; with a range, each instance is mounted in a folder of its own below. Left out, Juju chooses. */
  readonly location?: string
}

/** A disk without a file system. */
export interface BlockStorage extends Common {
  readonly type: 'block'
  readonly location?: NotSupported<'a disk is mounted nowhere'>
}

/** A storage that a charm declares. */
export type Storage = FilesystemStorage | BlockStorage

/** The storages of a charm, by name. */
export type Storages = Readonly<Record<string, Storage>>

/** One instance of a storage, attached to this unit. */
export interface StorageInstance {
  /** Juju's id, such as `data/0`. */
  readonly id: string
  /** The path of the folder, or of the device. */
  readonly location: string
}

/**
 * What a charm knows of its storages, by name: an answer, which is ready once Juju has attached the instance; for a storage with a range, a
 * list of such answers, one for each instance. In the hook before Juju takes an instance away (`storage-detaching`), that instance is
 * missing already.
 */
export type StorageOf<S> = {
  readonly [K in keyof S]: S[K] extends { readonly multiple: string } ? readonly Answer<StorageInstance>[] : Answer<StorageInstance>
}
