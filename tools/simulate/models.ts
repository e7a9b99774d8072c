/** The models of the repository, in the files `<package>/test/simulation/models.ts`. */
import { globSync, readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Model } from '@charm-layers/charm-testing'
import { templateModule } from '../../packages/charm-cli/src/hbs/index.ts'

/** What a file of models exports. */
export interface ModelsFile {
  readonly models: readonly Model[]
  /** Models with a deliberate fault, each with what the fault is. */
  readonly planted?: readonly { readonly fault: string; readonly model: Model }[]
  /** Makes a model of this many units, to measure what a hook costs. */
  readonly grown?: (units: number) => Model
}

const root = dirname(dirname(import.meta.dirname))

// The templates of charms are compiled as they are for a packed charm.
registerHooks({
  load: (url, context, next) => {
    if (!url.endsWith('.hbs')) return next(url, context)
    const path = fileURLToPath(url)
    return { format: 'module', shortCircuit: true, source: templateModule(basename(path), readFileSync(path, 'utf8')) }
  },
})

/** Loads the files of models. */
export async function loadModels(): Promise<readonly ModelsFile[]> {
  const files = globSync('{charms,examples}/*/test/simulation/models.ts', { cwd: root }).sort()
  // The cast is safe: the compiler checks each file against this type where it is written.
  return await Promise.all(files.map(async (file) => (await import(pathToFileURL(join(root, file)).href)) as ModelsFile))
}

/** Gives the models of one kind, by their names; a planted one is called after its fault. */
export async function modelsByName(kind: Task['kind']): Promise<ReadonlyMap<string, Model>> {
  const files = await loadModels()
  if (kind === 'models') return new Map(files.flatMap(({ models }) => models.map((model) => [model.name, model] as const)))
  return new Map(files.flatMap(({ planted = [] }) => planted.map(({ fault, model }) => [fault, model] as const)))
}

/** Seeds to run. */
export interface Task {
  readonly kind: 'models' | 'planted'
  readonly name: string
  readonly first: number
  readonly seeds: number
}

/** What came of a task. */
export interface Done {
  readonly task: Task
  readonly seeds: number
  readonly hooks: number
  readonly seconds: number
  /** Seconds of processor time. */
  readonly processor: number
  readonly failure?: { readonly seed: number; readonly invariant: string; readonly message: string }
}
