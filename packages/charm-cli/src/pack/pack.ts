import { createHash } from 'node:crypto'
import { mkdir, readFile, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { CharmError } from '@charm-layers/charm'
import { charmFiles } from '@charm-layers/charm/manifest'
import { rehearsalFindings } from '../author/check.ts'
import { machineOf } from '../author/bases.ts'
import { leftOut } from '../author/left-out.ts'
import { typeFindings, whyUnchecked } from '../author/types.ts'
import { checkSource } from '../check/files.ts'
import { type Finding, findingText } from '../check/finding.ts'
import { readCharmArchive } from '../format/archive.ts'
import { type Bundle, bundle } from './bundle.ts'
import { type CharmFolder, readCharmFolder } from './definition.ts'
import { dispatch } from './dispatch.ts'
import { extraFiles } from './extra-files.ts'
import { startFault } from './libraries.ts'
import { type Architecture, type Runtime, runtimeFor } from './runtime.ts'
import { runtimeVersion } from './runtime-version.ts'
import { start, wrapped } from './start.ts'
import { writeAtomically } from './write.ts'
import { renderYaml } from './yaml.ts'
import { packed, type ZipFile, zip } from './zip.ts'

/** What to pack. */
export interface PackOptions {
  /** The charm's folder, with package.json and src/charm.ts. */
  readonly charm: string
  /** Such as `ubuntu@24.04`. By default the first base that the charm's definition names. */
  readonly base?: string
  /** By default that of this machine. */
  readonly arch?: Architecture
  /** Folder to write to, by default the current one. */
  readonly out?: string
  /** Is called with each step as it begins. */
  readonly progress?: (step: string) => void
}

/** The archive that was written. */
export interface PackResult {
  readonly path: string
  /** Bytes of the archive. */
  readonly size: number
  /** Bytes in the archive of the parts: the code, the runtime, and the rest. */
  readonly parts: Readonly<Record<'code' | 'runtime' | 'other', number>>
  readonly warnings: readonly Finding[]
}

const limits = { archive: 50_000_000, code: 1_000_000 }

/** The architecture of this machine, in Juju's names. */
export const ownArchitecture = (): Architecture => (process.arch === 'arm64' ? 'arm64' : 'amd64')

/**
 * Packs a charm for one base and one architecture. The same inputs give the same bytes. The archive is checked before it gets its
 * name, so that an archive with that name is always complete.
 *
 * @throws CharmError that says what to do.
 */
export const pack = async (options: PackOptions): Promise<PackResult> => {
  const { arch = ownArchitecture(), out = '.', progress = () => undefined } = options
  const folder = resolve(options.charm)
  progress('reading the definition')
  const charm = await readCharmFolder(folder)
  const { base } = machineOf(options.base ?? charm.definition.bases?.[0])
  const unchecked = await whyUnchecked(folder)
  progress(
    unchecked === undefined
      ? 'checking the types (tsc), and what the charm does'
      : `checking what the charm does; not the types: ${unchecked}`,
  )
  const mistakes = [...rehearsalFindings(charm, { base, arch }), ...(await typeFindings(folder))]
  refuse('the charm has mistakes', mistakes)
  progress('bundling the code')
  const code = await bundle(folder, 'main')
  progress('adding the runtime (deflated once for all charms)')
  const runtime = await runtimeFor(arch)
  const fault = startFault(runtime.needs, base)
  if (fault !== undefined) throw new CharmError('E_RUNTIME', `Node.js ${runtimeVersion} ${fault}`)
  const files = await filesOf({ folder, charm, base, arch, code, runtime })
  progress('checking')
  const findings = await checkSource(sourceOf(files))
  refuse('Juju would not take this charm', findings)
  const parts = partsOf(files)
  const codeSize = files.filter(({ part }) => part === 'code').reduce((sum, { packing }) => sum + packing.content.size, 0)
  if (codeSize > limits.code) {
    throw new CharmError('E_SIZE', `the code takes ${codeSize} bytes unpacked, more than ${limits.code}`, {
      hint: 'look for a large dependency',
    })
  }
  progress('writing')
  await mkdir(out, { recursive: true })
  const path = join(out, `${charm.definition.name}_${base.replace('@', '-')}-${arch}.charm`)
  await writeAtomically(path, zip(files.map(({ packing }) => packing)), 0o644, (written) => verify(written, files, runtime.sha256))
  return {
    path,
    size: (await stat(path)).size,
    parts,
    warnings: [...findings, ...(await leftOut(folder, charm.definition.files ?? []))].filter(({ level }) => level === 'warning'),
  }
}

const refuse = (why: string, findings: readonly Finding[]): void => {
  const errors = findings.filter(({ level }) => level === 'error')
  if (errors.length > 0) throw new CharmError('E_CHECK', `${why}:\n  ${errors.map(findingText).join('\n  ')}`)
}

interface Ingredients {
  readonly folder: string
  readonly charm: CharmFolder
  readonly base: string
  readonly arch: Architecture
  readonly code: Bundle
  readonly runtime: Runtime
}

interface CharmFile {
  readonly packing: ZipFile
  readonly part: keyof PackResult['parts']
  /** Undefined for the runtime, whose bytes only exist deflated here. */
  readonly content: Buffer | undefined
}

const filesOf = async ({ folder, charm, base, arch, code, runtime }: Ingredients): Promise<readonly CharmFile[]> => {
  const text = async (
    name: string,
    content: string | Uint8Array,
    part: CharmFile['part'] = 'other',
    mode: 0o644 | 0o755 = 0o644,
  ): Promise<CharmFile> => {
    const bytes = Buffer.from(content)
    return { packing: { name, mode, content: await packed(bytes) }, part, content: bytes }
  }
  const main = wrapped(code.entry)
  const yaml = charmFiles(charm.definition, { base, architectures: [arch] })
  const own = await Promise.all(
    ['LICENSE', 'README.md', 'icon.svg'].map(async (name) => [name, await ifThere(join(folder, name))] as const),
  )
  const extra = await extraFiles(folder, charm.definition)
  const written = await Promise.all([
    text('dispatch', dispatch, 'code', 0o755),
    text('dist/start.cjs', start(main, code.builtins), 'code'),
    ...[...code.maps].map(([name, map]) => text(`dist/${name}.map`, JSON.stringify(map))),
    text('dist/charm.cjs', main, 'code'),
    ...code.chunks.map((file) => text(`dist/${file.name}`, file.text, 'code')),
    ...(code.licenses === '' ? [] : [text('dist/LICENSES', code.licenses)]),
    ...Object.entries(yaml).map(([name, data]) => text(name, renderYaml(name, data))),
    ...own.flatMap(([name, content]) => (content === undefined ? [] : [text(name, content)])),
    ...extra.map(({ name, content, mode }) => text(name, content, 'other', mode)),
    ...(charm.version === '' ? [] : [text('version', `${charm.version}\n`)]),
    text('runtime/LICENSE', runtime.license, 'runtime'),
    text('runtime/SHA256', `${runtime.sha256}  node\n`, 'runtime'),
  ])
  return [...written, { packing: { name: 'runtime/node', mode: 0o755, content: runtime.binary }, part: 'runtime', content: undefined }]
}

const ifThere = (path: string): Promise<Buffer | undefined> => readFile(path).catch(() => undefined)

const sourceOf = (files: readonly CharmFile[]): Parameters<typeof checkSource>[0] => ({
  // The runtime is left to the check of the written archive, which compares all of its bytes.
  entries: files
    .filter(({ content }) => content !== undefined)
    .map(({ packing }) => ({ name: packing.name, kind: 'file', mode: packing.mode })),
  read: async (name) => files.find(({ packing }) => packing.name === name)?.content ?? Buffer.alloc(0),
  close: () => undefined,
})

const partsOf = (files: readonly CharmFile[]): PackResult['parts'] => {
  const sum = (part: CharmFile['part']): number =>
    files.filter((file) => file.part === part).reduce((total, { packing }) => total + packing.content.bytes.length, 0)
  return { code: sum('code'), runtime: sum('runtime'), other: sum('other') }
}

/** Opens the written archive with an independent reader, as Juju would, and compares what it holds. */
const verify = async (path: string, files: readonly CharmFile[], runtimeHash: string): Promise<void> => {
  const { size } = await stat(path)
  if (size > limits.archive) throw new CharmError('E_SIZE', `the charm takes ${size} bytes, more than ${limits.archive}`)
  for (const juju of ['3.6', '4.0'] as const) (await readCharmArchive(path, { juju })).close()
  const archive = await readCharmArchive(path)
  try {
    for (const { packing, content } of files) {
      const entry = archive.entries.find(({ name }) => name === packing.name)
      const bytes = await archive.read(packing.name)
      const isSame = content === undefined ? createHash('sha256').update(bytes).digest('hex') === runtimeHash : content.equals(bytes)
      if (entry?.mode === packing.mode && isSame) continue
      throw new CharmError('E_ARCHIVE', `${packing.name} is not in the archive as it should be`, {
        hint: 'the cache of the deflated runtime may be damaged: remove node-*.deflate from ~/.cache/charm-layers and pack again',
      })
    }
  } finally {
    archive.close()
  }
}
