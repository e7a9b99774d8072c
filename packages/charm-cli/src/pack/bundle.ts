import { readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { CharmError } from '@charm-layers/charm'
import { type OutputChunk, rolldown } from 'rolldown'
import { hbs } from '../hbs/index.ts'
import { bundleError } from './bundle-error.ts'
import { packageFolder } from './package-folder.ts'
import { type BundleMap, namedSources } from './places.ts'

/** A file of the bundle. */
export interface BundleFile {
  readonly name: string
  readonly text: string
}

/** What a charm's code becomes. */
export interface Bundle {
  /** The module that is run first. */
  readonly entry: string
  /** Modules of Node that it imports. */
  readonly builtins: readonly string[]
  /** The files that it imports dynamically. */
  readonly chunks: readonly BundleFile[]
  /** The source map of each file, by the file's name. */
  readonly maps: ReadonlyMap<string, BundleMap>
  /** Licences of the packages whose code is in it. */
  readonly licenses: string
}

const entry = '\0charm-layers:entry'

/** Source of the module that starts a packed charm. */
const mainSource = (module: string): string =>
  `import charm from ${JSON.stringify(module)}\nimport { main } from '@charm-layers/charm'\nexport default main(charm)\n`

/** Source of a module that gives the definition, and starts nothing. It is rehearsed by the runtime that goes into the charm. */
const definitionSource = (module: string): string =>
  `export { default } from ${JSON.stringify(module)}\nexport { rehearse } from '@charm-layers/charm/ports'\n`

/**
 * Bundles a charm's code. `main` is what a packed charm runs: CommonJS, which Node starts faster than modules, with the names that its
 * author gave, so that a stack in the log can be read. `definition` is a module to import while packing.
 * @throws CharmError that says what the author has to change.
 */
export const bundle = async (folder: string, kind: 'main' | 'definition'): Promise<Bundle> => {
  try {
    return await bundled(folder, kind)
  } catch (error) {
    throw bundleError(error)
  }
}

const bundled = async (folder: string, kind: 'main' | 'definition'): Promise<Bundle> => {
  const module = join(folder, 'src/charm.ts')
  const build = await rolldown({
    input: { charm: entry },
    cwd: folder,
    platform: 'node',
    // What packing has checked is left out of the packed charm: no hook runs it.
    ...(kind === 'main' ? { transform: { define: { 'process.env.CHARM_LAYERS_PACKED': '"yes"' } } } : {}),
    // Within this repository packages are bundled from their sources: no build stands before a pack.
    resolve: { conditionNames: ['@charm-layers/source', 'import', 'node', 'default'] },
    // What the charm's module and a file that it imports dynamically both need stays in the module: a third file would be read in each hook, and
    // compiled anew.
    preserveEntrySignatures: 'allow-extension',
    plugins: [
      {
        name: 'charm-layers:entry',
        resolveId: (id) => (id === entry ? id : undefined),
        load: (id) => (id === entry ? (kind === 'main' ? mainSource(module) : definitionSource(module)) : undefined),
      },
      hbs(),
    ],
    logLevel: 'silent',
    // Comments with the paths of the sources would make the bytes depend on where the charm lies.
    experimental: { attachDebugInfo: 'none' },
  })
  try {
    const suffix = kind === 'main' ? 'cjs' : 'mjs'
    const { output } = await build.generate({
      format: kind === 'main' ? 'cjs' : 'esm',
      exports: 'named',
      // Names and lines stay, for stacks in the log. Comments go, and with text in ASCII V8 keeps half the bytes: less to collect in each hook.
      comments: false,
      minify: { mangle: false, compress: false, codegen: { removeWhitespace: false, asciiOnly: true } },
      entryFileNames: `[name].${suffix}`,
      chunkFileNames: `[name]-[hash].${suffix}`,
      sourcemap: 'hidden',
      // The author has the sources; the charm needs their names and lines.
      sourcemapExcludeSources: true,
    })
    const chunks = output.filter((each): each is OutputChunk => each.type === 'chunk')
    checkImports(chunks)
    const main = chunks.find((chunk) => chunk.isEntry)
    const modules = new Set(chunks.flatMap((chunk) => Object.keys(chunk.modules)))
    return {
      entry: main?.code ?? '',
      builtins: main?.imports.filter((id) => !chunks.some((chunk) => chunk.fileName === id)) ?? [],
      chunks: chunks.filter((chunk) => !chunk.isEntry).map((chunk) => ({ name: chunk.fileName, text: chunk.code })),
      maps: new Map(chunks.flatMap(({ fileName, map }) => (map ? [[fileName, namedSources(map, folder)] as const] : []))),
      licenses: licensesOf([...modules]),
    }
  } finally {
    await build.close()
  }
}

const builtins: ReadonlySet<string> = new Set(builtinModules)

/** A packed charm has no node_modules: whatever is not part of Node has to be in the bundle. */
const checkImports = (chunks: readonly OutputChunk[]): void => {
  const own = new Set(chunks.map((chunk) => chunk.fileName))
  for (const chunk of chunks) {
    const missing = [...chunk.imports, ...chunk.dynamicImports].find((id) => !own.has(id) && !id.startsWith('node:') && !builtins.has(id))
    if (missing === undefined) continue
    const importers = Object.keys(chunk.modules).filter((id) => !id.startsWith('\0'))
    throw new CharmError(
      'E_IMPORT',
      `${missing} is imported by the charm, and was not found (looked from ${importers.at(-1) ?? chunk.fileName})`,
      {
        hint: 'add it to the dependencies of the package that imports it and install; native addons cannot be packed',
      },
    )
  }
}

/** The licence of each package from outside, once, in the order of their names. */
const licensesOf = (modules: readonly string[]): string => {
  const folders = new Set(modules.filter((id) => id.includes('/node_modules/')).flatMap((id) => packageFolder(dirname(id)) ?? []))
  const texts = [...folders].map((folder) => {
    const { name = basename(folder), version = '' }: { name?: string; version?: string } = JSON.parse(
      readFileSync(join(folder, 'package.json'), 'utf8'),
    )
    const file = readdirSync(folder).find((each) => /^(licen[cs]e|copying)/i.test(each))
    return `${name} ${version}\n\n${file === undefined ? 'No licence file.' : readFileSync(join(folder, file), 'utf8').trim()}\n`
  })
  return texts.sort().join(`\n${'-'.repeat(80)}\n\n`)
}
