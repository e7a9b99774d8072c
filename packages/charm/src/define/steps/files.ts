/** Files and directories. */
import type { Text } from '../../host/text.ts'
import { placed } from './place.ts'

/** The owner, the group and the permissions of a file or a directory. */
interface Access {
  /** Permissions, such as 0o640. */
  readonly mode: number
  readonly owner: string
  readonly group: string
}

/** A file that should have this content. */
export interface FileStep extends Access {
  readonly kind: 'file'
  readonly path: string
  readonly content: Text
  /** Systemd units that read the file only when they start, without `.service`. */
  readonly restarts: readonly string[]
  /** Systemd units that read the file when they start and when they reload, without `.service`. */
  readonly reloads: readonly string[]
}

/** A directory that should exist. */
export interface DirectoryStep extends Access {
  readonly kind: 'directory'
  readonly path: string
}

/** A file whose content is fetched from a URL, once. It belongs to root, has mode 0644, and is written complete or not at all. */
export interface DownloadStep {
  readonly kind: 'download'
  /** Names the download in logs and statuses. */
  readonly name: string
  readonly path: string
  readonly url: string
  /** What a complete text begins and ends with. A file that does not is fetched again; an answer that does not is refused. */
  readonly complete: { readonly begins: string; readonly ends: string }
}

/** A file that should not exist. */
export interface AbsentStep {
  readonly kind: 'absent'
  readonly path: string
}

/** Options of a file or a directory. */
type AccessOptions = Partial<Access>

/** Options of a file. */
export interface FileOptions extends AccessOptions {
  /** One service or several, by name, to restart when the file changes. */
  readonly restarts?: string | readonly string[]
  /** One service or several, by name, to reload when the file changes; a service that cannot reload is restarted. */
  readonly reloads?: string | readonly string[]
}

const listOf = (names: string | readonly string[]): readonly string[] => (typeof names === 'string' ? [names] : names)

/**
 * Makes the step that writes a file with this content; by default its mode is 0644 and its owner and group are root. The services named are
 * restarted or reloaded when the file changes.
 */
export const file = (
  path: string,
  content: Text,
  { mode = 0o644, owner = 'root', group = 'root', restarts = [], reloads = [] }: FileOptions = {},
): FileStep =>
  placed<FileStep>({ kind: 'file', path, content, mode, owner, group, restarts: listOf(restarts), reloads: listOf(reloads) }, file)

/** Makes the step that makes a directory; by default its mode is 0755 and it belongs to root. What is in the directory is left alone. */
export const directory = (path: string, { mode = 0o755, owner = 'root', group = 'root' }: AccessOptions = {}): DirectoryStep =>
  placed<DirectoryStep>({ kind: 'directory', path, mode, owner, group }, directory)

/** Makes the step that downloads a URL into a file, when the file is missing or not complete. */
export const download = (name: string, path: string, url: string, complete: DownloadStep['complete']): DownloadStep =>
  placed<DownloadStep>({ kind: 'download', name, path, url, complete }, download)

/** Makes the step that removes a file. */
export const absent = (path: string): AbsentStep => placed<AbsentStep>({ kind: 'absent', path }, absent)
