/** Compares files and directories: content, mode, owner and group. A file that differs is written whole. */
import { type AbsentStep, type DirectoryStep, type DownloadStep, type FileStep, file } from '../../define/steps/index.ts'
import { revealText } from '../../host/text.ts'
import { type Change, lastLine, type Round, retried, StepFailed } from './change.ts'

const octal = (mode: number): string => mode.toString(8).padStart(4, '0')
const as = ({ mode, owner, group }: { mode: number; owner: string; group: string }): string => `${octal(mode)} ${owner}:${group}`

/**
 * Turns a refusal of the machine, such as a full disk or a directory in the way, into a message for the operator: it is no bug of the
 * charm.
 */
function onMachine<T>(what: string, act: () => T): T {
  try {
    return act()
  } catch (error) {
    if (error instanceof Error && 'code' in error && 'syscall' in error) throw new StepFailed(`${what} failed: ${error.message}`)
    throw error
  }
}

export function fileChange({ path, content, mode, owner, group }: FileStep, { host, modified }: Round): Change | undefined {
  // A file cannot hold half a surrogate pair. Left in, it would make the file differ in every hook.
  const wanted = { content: revealText(content).toWellFormed(), mode, owner, group }
  const found = onMachine(`Reading ${path}`, () => host.file(path))
  const same = found?.content === wanted.content
  if (same && as(found) === as(wanted)) {
    modified.set(path, found.modified)
    return undefined
  }
  const text = same ? `set ${path} to ${as(wanted)}` : `write ${path} (${as(wanted)})`
  return { text, act: async () => onMachine(`Writing ${path}`, () => host.writeFile(path, wanted)) }
}

export function downloadChange({ name, path, url, complete }: DownloadStep, round: Round): Change | undefined {
  const { host, clock } = round
  const isComplete = (text: string): boolean => text.startsWith(complete.begins) && text.trimEnd().endsWith(complete.ends)
  const found = onMachine(`Reading ${path}`, () => host.file(path))
  if (found && isComplete(found.content)) return fileChange(file(path, found.content), round)
  return {
    text: `download ${name} to ${path}`,
    announce: `Downloading ${name}`,
    act: async () => {
      const { code, stdout, stderr } = await retried(clock, 3, 10_000, () => host.fetch(url))
      if (code !== 0) throw new StepFailed(`Downloading ${name} failed: ${lastLine(stderr)}`)
      if (!isComplete(stdout)) throw new StepFailed(`Downloading ${name} failed: ${new URL(url).hostname} answers something else`)
      onMachine(`Writing ${path}`, () => host.writeFile(path, { content: stdout, mode: 0o644, owner: 'root', group: 'root' }))
    },
  }
}

export function directoryChange({ path, mode, owner, group }: DirectoryStep, { host }: Round): Change | undefined {
  const wanted = { mode, owner, group }
  const found = onMachine(`Reading ${path}`, () => host.directory(path))
  if (found && as(found) === as(wanted)) return undefined
  return {
    text: `make directory ${path} (${as(wanted)})`,
    act: async () => onMachine(`Making the directory ${path}`, () => host.makeDirectory(path, wanted)),
  }
}

export const absentChange = ({ path }: AbsentStep, { host }: Round): Change | undefined =>
  host.file(path) && { text: `remove ${path}`, act: async () => onMachine(`Removing ${path}`, () => host.removeFile(path)) }
