import { existsSync, realpathSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Charm, CharmError } from '@charm-layers/charm'
import type { rehearse } from '@charm-layers/charm/ports'
import { authorError } from './author-error.ts'
import { bundle } from './bundle.ts'

/** What the packer needs to know of a charm's folder. */
export interface CharmFolder {
  readonly definition: Charm
  /** Calls the charm's function by way of the runtime that goes into the charm. @throws CharmError that names the place of the mistake. */
  readonly rehearse: typeof rehearse
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
  return { ...(await loadDefinition(folder)), version: versionIn(text, folder) }
}

const versionIn = (text: string, folder: string): string => {
  try {
    const manifest: unknown = JSON.parse(text)
    const version = typeof manifest === 'object' && manifest !== null && 'version' in manifest ? manifest.version : undefined
    return typeof version === 'string' ? version : ''
  } catch (error) {
    throw new CharmError('E_NO_CHARM', `${join(folder, 'package.json')} is no JSON: ${error instanceof Error ? error.message : ''}`)
  }
}

const loadDefinition = async (folder: string): Promise<Omit<CharmFolder, 'version'>> => {
  const work = await mkdtemp(join(realpathSync(tmpdir()), 'charm-definition-'))
  try {
    const { entry, chunks, maps } = await bundle(folder, 'definition')
    for (const { name, text } of chunks) await writeFile(join(work, name), text)
    const file = join(work, 'charm.mjs')
    await writeFile(file, entry)
    const module = await imported(pathToFileURL(file).href).catch((error: unknown) => {
      throw authorError(error, maps)
    })
    if (!isCharm(module.default)) {
      throw new CharmError('E_NO_CHARM', `the default export of ${join(folder, 'src/charm.ts')} is no charm`, {
        hint: 'write: export default defineCharm({ name, summary, desired })',
      })
    }
    const rehearsed: typeof rehearse = (charm, machine) => {
      try {
        module.rehearse(charm, machine)
      } catch (error) {
        throw authorError(error, maps)
      }
    }
    return { definition: module.default, rehearse: rehearsed }
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

const imported = (url: string): Promise<{ readonly default?: unknown; readonly rehearse: typeof rehearse }> => import(url)

const isCharm = (value: unknown): value is Charm =>
  typeof value === 'object' &&
  value !== null &&
  'name' in value &&
  typeof value.name === 'string' &&
  'desired' in value &&
  typeof value.desired === 'function'
