/** What the files of a charm must be for Juju to unpack and run it. */
import { checkEntryPoint, checkLink } from '../format/archive.ts'
import { isFormatError } from '../format/errors.ts'
import type { Manifest } from '../format/manifest.ts'
import { needsOf } from '../pack/elf.ts'
import { startFault } from '../pack/libraries.ts'
import type { Finding } from './finding.ts'
import type { CharmSource, SourceEntry } from './source.ts'

/** Looks through the entries, the bytes of programs included. */
export const entryFindings = async (source: CharmSource, charm: string, manifest: Manifest | undefined): Promise<readonly Finding[]> => [
  ...refusals('dispatch', () => checkEntryPoint(charm, source.entries)),
  ...source.entries.flatMap((entry) => [...linkFindings(entry), ...nameFindings(entry)]),
  ...(await programFindings(source, manifest)),
]

const refusals = (file: string, run: () => void): readonly Finding[] => {
  try {
    run()
    return []
  } catch (error) {
    if (isFormatError(error)) return [{ level: 'error', file, message: error.message }]
    throw error
  }
}

const linkFindings = ({ name, kind, target }: SourceEntry): readonly Finding[] =>
  kind === 'symlink' ? refusals(name, () => checkLink(name, target ?? '')) : []

const nameFindings = ({ name, kind, mode }: SourceEntry): readonly Finding[] => {
  if (name === 'dispatch' && kind === 'file' && (mode & 0o100) === 0) {
    return [{ level: 'error', file: name, message: 'is not executable: the first hook would fail. Give it the mode 0755' }]
  }
  if (name === 'build' && kind === 'directory') {
    return [
      {
        level: 'warning',
        file: 'build/',
        message: 'Juju up to 3.6 drops a top-level build folder when it takes the charm: use another name',
      },
    ]
  }
  if (name === '.jujuignore') return [{ level: 'warning', file: name, message: 'Juju up to 3.6 leaves out what this file names' }]
  return []
}

/** The machine field of an ELF header, by Juju's name. */
const machines: ReadonlyMap<number, string> = new Map([
  [3, 'i386'],
  [21, 'ppc64el'],
  [22, 's390x'],
  [40, 'arm'],
  [62, 'amd64'],
  [183, 'arm64'],
  [243, 'riscv64'],
])

const programFindings = async (source: CharmSource, manifest: Manifest | undefined): Promise<readonly Finding[]> => {
  const wanted = new Set(manifest?.bases.flatMap((base) => base.architectures))
  const programs = source.entries.filter(({ name, kind }) => kind === 'file' && (name === 'runtime/node' || name.endsWith('.node')))
  if (wanted.size === 0) return []
  const found: Finding[] = []
  for (const { name } of programs) {
    const program = await source.read(name)
    const head = program.subarray(0, 20)
    const machine = head.length === 20 && head.readUInt32BE() === 0x7f454c46 ? machines.get(head.readUInt16LE(18)) : undefined
    if (machine !== undefined && wanted.has(machine)) {
      if (name === 'runtime/node') found.push(...startFindings(name, program, manifest))
      continue
    }
    found.push({
      level: 'error',
      file: name,
      message: `is made for ${machine ?? 'no machine that Juju knows'}, the manifest names ${[...wanted].join(', ')}`,
    })
  }
  return found
}

/** The runtime has to start on each base as it is installed, since nothing can be installed before it runs. */
const startFindings = (file: string, program: Buffer, manifest: Manifest | undefined): readonly Finding[] => {
  const needs = needsOf(program)
  return (manifest?.bases ?? []).flatMap(({ name, channel }): readonly Finding[] => {
    const message = startFault(needs, `${name}@${channel.track}`)
    return message === undefined ? [] : [{ level: 'error', file, message }]
  })
}
