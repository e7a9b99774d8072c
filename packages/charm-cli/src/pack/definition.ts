import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Charm, CharmError } from '@charm-layers/charm'
import { bundle } from './bundle.ts'

/** What the packer needs to know of a charm's folder. */
export interface CharmFolder {
  readonly definition: Charm
  /** The version in package.json, which Juju shows as the charm's. */
  readonly version: string
}

/** Reads package.json and the definition that `src/charm.ts` exports. @throws CharmError when something is missing. */
export const readCharmFolder = async (path: string): Promise<CharmFolder> => {
  // The bundler takes a relative path for a package's name.
  const folder = resolve(path)
  if (!existsSync(join(folder, 'src/charm.ts'))) {
    throw new CharmError('E_NO_CHARM', `${folder} has no src/charm.ts`, {
      hint: 'its default export is the charm: export default defineCharm({ … })',
    })
  }
  const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => undefined)
  if (text === undefined) throw new CharmError('E_NO_CHARM', `${folder} has no package.json`, { hint: 'it gives the version of the charm' })
  const { version = '' }: { version?: unknown } = JSON.parse(text)
  return { definition: await loadDefinition(folder), version: typeof version === 'string' ? version : '' }
}

const loadDefinition = async (folder: string): Promise<Charm> => {
  const work = await mkdtemp(join(tmpdir(), 'charm-definition-'))
  try {
    const { entry, chunks } = await bundle(folder, 'definition')
    for (const { name, text } of chunks) await writeFile(join(work, name), text)
    const file = join(work, 'charm.mjs')
    await writeFile(file, entry)
    const module: { default?: unknown } = await import(pathToFileURL(file).href)
    if (isCharm(module.default)) return module.default
  } finally {
    await rm(work, { recursive: true, force: true })
  }
  throw new CharmError('E_NO_CHARM', `the default export of ${join(folder, 'src/charm.ts')} is no charm`, {
    hint: 'write: export default defineCharm({ name, summary, desired })',
  })
}

const isCharm = (value: unknown): value is Charm =>
  typeof value === 'object' &&
  value !== null &&
  'name' in value &&
  typeof value.name === 'string' &&
  'desired' in value &&
  typeof value.desired === 'function'
