/** Compares files and directories: content, mode, owner and group. A file that differs is written whole. */
import { type AbsentStep, type DirectoryStep, type DownloadStep, type FileStep, file } from '../../define/steps/index.ts'
import { leftoverOf } from '../../host/leftover.ts'
import { revealText } from '../../host/text.ts'
import { type Change, lastLine, onMachine, type Round, retried, StepFailed } from './change.ts'

const octal = (mode: number): string => mode.toString(8).padStart(4, '0')
const as = ({ mode, owner, group }: { mode: number; owner: string; group: string }): string => `${octal(mode)} ${owner}:${group}`

/**
 * Gives the time that a new file has to be newer than: what reads it has started, or reloaded, then. The clock may have been set back
 * since; the file shows all the same that they have not read it.
 */
async function lastReading({ restarts, reloads }: FileStep, { host, services }: Round): Promise<number> {
  const starts = [...restarts, ...reloads].map((name) => services.get(name)?.since ?? 0)
  const loads = await Promise.all(reloads.map((name) => host.lastReload(name)))
  return Math.max(0, ...starts, ...loads)
}

export function fileChange(step: FileStep, round: Round): Change | undefined {
  const { path, content, mode, owner, group } = step
  const { host, modified } = round
  // A file cannot hold half a surrogate pair. Left in, it would make the file differ in every hook.
  const wanted = { content: revealText(content).toWellFormed(), mode, owner, group }
  // One byte more than it should have tells a longer file: others may have made it as long as they like.
  const found = onMachine(`Reading ${path}`, () => host.file(path, Buffer.byteLength(wanted.content) + 1))
  const same = found?.content === wanted.content
  if (same && as(found) === as(wanted)) {
    modified.set(path, found.modified)
    return leftoverChange(path, round)
  }
  const text = same ? `set ${path} to ${as(wanted)}` : `write ${path} (${as(wanted)})`
  return {
    text,
    act: async () => {
      const newerThan = await lastReading(step, round)
      onMachine(`Writing ${path}`, () => host.writeFile(path, newerThan > 0 ? { ...wanted, newerThan } : wanted))
    },
  }
}

/** Removes what a hook has left that was killed while it wrote a file. */
function leftoverChange(path: string, { host }: Round): Change | undefined {
  const leftover = leftoverOf(path)
  if (!onMachine(`Reading ${leftover}`, () => host.hasFile(leftover))) return undefined
  return { text: `remove ${leftover}`, act: async () => onMachine(`Removing ${leftover}`, () => host.removeFile(leftover)) }
}

/** No download is longer than this. */
const longestDownload = 4 << 20

export function downloadChange({ name, path, url, complete }: DownloadStep, round: Round): Change | undefined {
  const { host, clock } = round
  const isComplete = (text: string): boolean => text.startsWith(complete.begins) && text.trimEnd().endsWith(complete.ends)
  const found = onMachine(`Reading ${path}`, () => host.file(path, longestDownload + 1))
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

export const absentChange = ({ path }: AbsentStep, round: Round): Change | undefined =>
  onMachine(`Reading ${path}`, () => round.host.hasFile(path))
    ? { text: `remove ${path}`, act: async () => onMachine(`Removing ${path}`, () => round.host.removeFile(path)) }
    : leftoverChange(path, round)
