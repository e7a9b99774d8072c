/** Types for the templates of a charm, made from what they print, so that the compiler compares them with the data that they are given. */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join, relative } from 'node:path'
import { templateTypes } from '../hbs/types.ts'

/** The folder in a charm's folder for what is made from its sources. */
const madeFolder = '.charm-layers'

const passedOver: ReadonlySet<string> = new Set(['node_modules', '.git', madeFolder])

const templatesIn = async (folder: string): Promise<readonly string[]> => {
  const entries = await readdir(folder, { withFileTypes: true })
  const found = await Promise.all(
    entries.map(async (entry) => {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) return passedOver.has(entry.name) ? [] : await templatesIn(path)
      return entry.name.endsWith('.hbs') ? [path] : []
    }),
  )
  return found.flat()
}

/** The compiler finds a template's types as if they lay beside it. */
const project = (text: string): object => ({
  extends: '../tsconfig.json',
  compilerOptions: {
    allowArbitraryExtensions: true,
    composite: false,
    incremental: false,
    // Without rootDirs of its own, the charm lies in one folder.
    ...(!text.includes('"rootDirs"') && { rootDirs: ['..', './types'] }),
  },
})

const typesOf = (name: string, source: string): string | undefined => {
  try {
    return templateTypes(name, source)
  } catch {
    // The bundler says what is wrong with the template.
    return undefined
  }
}

/** Writes the types of all templates below a charm's folder, and gives the project that uses them. */
export const writeTemplateTypes = async (folder: string): Promise<string> => {
  const made = join(folder, madeFolder)
  await mkdir(made, { recursive: true })
  await writeFile(join(made, '.gitignore'), '*\n')
  // A template may have been removed.
  await rm(join(made, 'types'), { recursive: true, force: true })
  for (const template of await templatesIn(folder)) {
    const file = join(made, 'types', relative(folder, template)).replace(/\.hbs$/, '.d.hbs.ts')
    await mkdir(dirname(file), { recursive: true })
    const types = typesOf(basename(template), await readFile(template, 'utf8'))
    if (types !== undefined) await writeFile(file, types)
  }
  const config = join(made, 'tsconfig.json')
  await writeFile(config, JSON.stringify(project(await readFile(join(folder, 'tsconfig.json'), 'utf8')), undefined, 2))
  return config
}
