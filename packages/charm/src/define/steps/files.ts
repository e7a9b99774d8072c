/** Files and directories. */
import type { Text } from '../../host/text.ts'

/** Who may do what with a file or a directory. */
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
  /** Units of systemd that read the file at their start. */
  readonly restarts: readonly string[]
  /** Units of systemd that read it at their start, and again when they are told to reload. */
  readonly reloads: readonly string[]
}

/** A directory that should be there. */
export interface DirectoryStep extends Access {
  readonly kind: 'directory'
  readonly path: string
}

/** A file of root's for all to read, whose content is somewhere else. Fetched once, and written complete or not at all. */
export interface DownloadStep {
  readonly kind: 'download'
  /** Names it in logs and statuses. */
  readonly name: string
  readonly path: string
  readonly url: string
  /** What a complete one begins and ends with; anything else is fetched anew, and refused when it comes. */
  readonly complete: { readonly begins: string; readonly ends: string }
}

/** A file that should not be there. */
export interface AbsentStep {
  readonly kind: 'absent'
  readonly path: string
}

/** What may be said of a file or a directory beside its path. */
type AccessOptions = Partial<Access>

/** What may be said of a file beside its path and content. */
export interface FileOptions extends AccessOptions {
  /** A service, or several, to restart when the file changes. */
  readonly restarts?: string | readonly string[]
  /** A service, or several, to reload when the file changes; one that cannot reload is restarted. */
  readonly reloads?: string | readonly string[]
}

const listOf = (names: string | readonly string[]): readonly string[] => (typeof names === 'string' ? [names] : names)

/** Makes a file with this content, mode (default 0644), owner and group (default root); the services named are restarted or reloaded when it changes. */
export const file = (
  path: string,
  content: Text,
  { mode = 0o644, owner = 'root', group = 'root', restarts = [], reloads = [] }: FileOptions = {},
): FileStep => ({ kind: 'file', path, content, mode, owner, group, restarts: listOf(restarts), reloads: listOf(reloads) })

/** Makes a directory, mode 0755 and root's when nothing else is said. Its content is left alone. */
export const directory = (path: string, { mode = 0o755, owner = 'root', group = 'root' }: AccessOptions = {}): DirectoryStep => ({
  kind: 'directory',
  path,
  mode,
  owner,
  group,
})

/** Makes a file of what is found at a URL, when it is not there yet or not complete. */
export const download = (name: string, path: string, url: string, complete: DownloadStep['complete']): DownloadStep => ({
  kind: 'download',
  name,
  path,
  url,
  complete,
})

/** Makes the step that takes a file away. */
export const absent = (path: string): AbsentStep => ({ kind: 'absent', path })
