// Packs the packages that npm does not have in their version yet, for the workflow `release`: `node tools/packages/pack.ts FOLDER`.
// Tells the next job what it has to publish: the tags, and the hashes of the tarballs.
import { createHash } from 'node:crypto'
import { appendFileSync, globSync, mkdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { readManifest, run } from './run.ts'

/** Tells whether a registry has a version. @throws Error when the registry does not say. */
const isPublished = async (registry: string, name: string, version: string): Promise<boolean> => {
  const response = await fetch(`${registry.replace(/\/$/, '')}/${name.replace('/', '%2f')}`)
  if (response.status === 404) return false
  if (!response.ok) throw new Error(`${registry} answers ${response.status} for ${name}`)
  const { versions = {} }: { versions?: Readonly<Record<string, unknown>> } = JSON.parse(await response.text())
  return Object.hasOwn(versions, version)
}

/** What was packed: the tag of a version, and the hash of its tarball as `sha256sum` writes it. */
export interface Packed {
  readonly tag: string
  readonly sum: string
}

/** Packs the packages of a checkout whose version the registry does not have. Builds are in place already. */
export const packNew = async (root: string, target: string, registry: string): Promise<readonly Packed[]> => {
  mkdirSync(target, { recursive: true })
  const folders = globSync('packages/*/package.json', { cwd: root }).map((file) => join(root, dirname(file)))
  const known = await Promise.all(
    folders.toSorted().map(async (folder) => {
      const { name, version } = readManifest(folder)
      return { folder, name, version, published: await isPublished(registry, name, version) }
    }),
  )
  const packed: Packed[] = []
  for (const { folder, name, version, published } of known) {
    if (published) continue
    run(['pnpm', 'pack', '--pack-destination', target], folder)
    const tarball = join(target, `${name.slice(1).replace('/', '-')}-${version}.tgz`)
    const hash = createHash('sha256').update(readFileSync(tarball)).digest('hex')
    packed.push({ tag: `${name}@${version}`, sum: `${hash}  ${basename(tarball)}` })
  }
  return packed
}

/** Writes what was packed as outputs of a step. */
export const outputsOf = (packed: readonly Packed[]): string =>
  `tags=${packed.map(({ tag }) => tag).join(' ')}\nsums<<END\n${packed.map(({ sum }) => sum).join('\n')}\nEND\n`

if (import.meta.main) {
  const root = join(import.meta.dirname, '../..')
  const registry = process.env.npm_config_registry ?? 'https://registry.npmjs.org'
  const packed = await packNew(root, resolve(process.argv[2] ?? 'tarballs'), registry)
  for (const { tag, sum } of packed) console.log(`${tag.padEnd(50)} ${sum}`)
  if (process.env.GITHUB_OUTPUT !== undefined) appendFileSync(process.env.GITHUB_OUTPUT, outputsOf(packed))
}
