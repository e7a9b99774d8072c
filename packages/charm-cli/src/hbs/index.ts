/**
 * Imports of `.hbs` templates, compiled when the charm is packed or tested, so that no compiler runs in a hook.
 *
 * @example
 * // vitest.config.ts
 * // with hbs of @charm-layers/charm-cli/hbs
 * export default defineConfig({ plugins: [hbs()] })
 */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import Handlebars from 'handlebars'
import { shapeOf } from './shape.ts'

/** The plugin: what rolldown, vite and vitest have in common. */
export interface HbsPlugin {
  readonly name: string
  /** Gives the module that stands for a template, by its path; undefined for any other file. */
  load(id: string): Promise<{ readonly code: string; readonly moduleType: 'js'; readonly map: { readonly mappings: '' } } | undefined>
}

/** Makes the plugin that lets `import conf from './nova.conf.hbs'` give `(data: object) => string`. */
export const hbs = (): HbsPlugin => ({
  name: 'charm-layers:hbs',
  load: async (id) => {
    const [path = ''] = id.split('?')
    if (!path.endsWith('.hbs')) return undefined
    return { code: templateModule(basename(path), await readFile(path, 'utf8')), moduleType: 'js', map: { mappings: '' } }
  },
})

// Resolved from here: a charm needs no dependency for what the packer puts in.
const runtime = createRequire(import.meta.url).resolve('handlebars/runtime')
const renderer = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? './render.ts' : './render.js', import.meta.url))

/** Gives the source of the module that stands for a template. @throws Error with the place when the template is wrong. */
export const templateModule = (name: string, source: string): string => {
  const spec = precompiled(name, source)
  return [
    `import Handlebars from ${JSON.stringify(runtime)}`,
    `import { renderer } from ${JSON.stringify(renderer)}`,
    `export default renderer(${JSON.stringify(name)}, Handlebars.template(${spec}))`,
    '',
  ].join('\n')
}

const precompiled = (name: string, source: string): string => {
  try {
    shapeOf(source)
    // Configuration files are not HTML, so nothing is escaped. A missing name must fail instead of giving an empty text.
    const spec: unknown = Handlebars.precompile(source, { strict: true, noEscape: true })
    if (typeof spec === 'string') return spec
    throw new TypeError('the compiler gave no source')
  } catch (error) {
    throw new Error(`template ${name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
}
