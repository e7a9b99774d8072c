/** What importing a package costs: its size, and the statements that run on import. */
import { join } from 'node:path'
import { rolldown } from 'rolldown'

/** Most bytes of the `.` entry of an interface package, minified, without dependencies. */
export const SIZE_LIMIT = 15_000

/** The package whose functions make the sides of interfaces at import. The check must look into it, to see that they do nothing else. */
const SHARED = '@charm-layers/relation'

const ENTRY = 'entry.js'

/** What a bundle is made of. */
interface Bundle {
  /** The program that imports a package. */
  readonly program: string
  /** Whether a package is in the bundle by its name; the others are dependencies that stay outside. */
  readonly holds: (name: string) => boolean
  readonly folder: string
  readonly minify: boolean
}

/** Bundles a program as it is imported from a folder. */
const bundle = async ({ program, holds, folder, minify }: Bundle): Promise<string> => {
  const build = await rolldown({
    cwd: folder,
    input: ENTRY,
    logLevel: 'silent',
    // Ignores `sideEffects` in package.json: the bundler keeps every module, and the statements that it leaves in are the real side
    // effects.
    treeshake: { moduleSideEffects: (id) => !id.startsWith('external:') },
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => {
          if (id === ENTRY) return join(folder, ENTRY)
          return holds(id) || id.startsWith('.') ? undefined : { id: `external:${id}`, external: true }
        },
        load: (id) => (id === join(folder, ENTRY) ? program : undefined),
      },
    ],
  })
  const { output } = await build.generate({ format: 'esm', minify })
  await build.close()
  return output.map((file) => (file.type === 'chunk' ? file.code : '')).join('')
}

/** Measures an entry: bytes minified, without dependencies. */
export const sizeOf = async (specifier: string, folder: string): Promise<number> =>
  Buffer.byteLength(await bundle({ program: `export * from '${specifier}'`, holds: (name) => name === specifier, folder, minify: true }))

/**
 * Gives the statements that run when an entry is imported and nothing of it is used: none, if all of its top level is functions, and
 * literals that a bundler can prove to be free of effects.
 */
export const workAtImport = async (specifier: string, folder: string): Promise<string> =>
  (
    await bundle({
      program: `import '${specifier}'`,
      holds: (name) => name === specifier || name.startsWith(SHARED),
      folder,
      minify: false,
    })
  ).trim()
