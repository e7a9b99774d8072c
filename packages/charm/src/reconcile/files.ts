/** Files and directories: content, mode and owner are compared; what differs is written as a whole. */
import { type AbsentStep, type DirectoryStep, type FileStep, revealText } from '../step.ts'
import type { Bench, Change } from './change.ts'

const octal = (mode: number): string => mode.toString(8).padStart(4, '0')
const as = ({ mode, owner, group }: { mode: number; owner: string; group: string }): string => `${octal(mode)} ${owner}:${group}`

export function fileChange({ path, content, mode, owner, group }: FileStep, { host }: Bench): Change | undefined {
  const wanted = { content: revealText(content), mode, owner, group }
  const found = host.file(path)
  const same = found?.content === wanted.content
  if (same && as(found) === as(wanted)) return undefined
  const text = same ? `set ${path} to ${as(wanted)}` : `write ${path} (${as(wanted)})`
  return { text, act: async () => host.writeFile(path, wanted) }
}

export function directoryChange({ path, mode, owner, group }: DirectoryStep, { host }: Bench): Change | undefined {
  const wanted = { mode, owner, group }
  const found = host.directory(path)
  if (found && as(found) === as(wanted)) return undefined
  return { text: `make directory ${path} (${as(wanted)})`, act: async () => host.makeDirectory(path, wanted) }
}

export const absentChange = ({ path }: AbsentStep, { host }: Bench): Change | undefined =>
  host.file(path) && { text: `remove ${path}`, act: async () => host.removeFile(path) }
