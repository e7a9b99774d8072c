import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { newModel } from '../../model/create.ts'
import { changeModelConfig } from '../../model/model-config.ts'
import { Refused } from '../../model/refused.ts'
import type { Model } from '../../model/state.ts'
import { modelDirectory, modelsDirectory } from '../data-directory.ts'
import { type ModelRuntime, runModel, type Surroundings } from './runtime.ts'
import { loadModel, modelFile } from './store.ts'

/** The models of one data directory. */
export interface Models {
  list(): readonly ModelRuntime[]
  /** Finds a model by name or UUID, or refuses. */
  get(name: string): ModelRuntime
  add(name: string, config: Readonly<Record<string, string>>): string
  stop(keepMachines: boolean): Promise<void>
}

/** Opens the models that lie in a data directory and goes on running them. */
export function openModels(dataDir: string, surroundings: Surroundings): Models {
  const root = modelsDirectory(dataDir)
  mkdirSync(root, { recursive: true, mode: 0o700 })
  const models = new Map<string, ModelRuntime>()
  const run = (directory: string, initial: Model): void => {
    const { uuid } = initial
    models.set(uuid, runModel({ directory, initial, onGone: () => models.delete(uuid) }, surroundings))
  }
  for (const name of readdirSync(root)) if (existsSync(modelFile(join(root, name)))) run(join(root, name), loadModel(join(root, name)))
  const find = (name: string): ModelRuntime | undefined =>
    [...models.values()].find(({ store }) => store.read().name === name || store.read().uuid === name)
  return {
    list: () => [...models.values()].sort((a, b) => (a.store.read().name < b.store.read().name ? -1 : 1)),
    get: (name) => {
      const found = find(name)
      if (found === undefined) throw new Refused(`model local:admin/${name} not found`, 'not found')
      return found
    },
    add: (name, config) => {
      if (find(name) !== undefined) {
        throw new Refused(`failed to create new model: model "${name}" for admin already exists (already exists)`, 'already exists')
      }
      if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) {
        throw new Refused(`"${name}" is not a valid name: model names may only contain lowercase letters, digits and hyphens`)
      }
      const model = newModel(name, randomUUID(), new Date().toISOString())
      changeModelConfig(model, config, [])
      const directory = modelDirectory(dataDir, model.uuid)
      mkdirSync(directory, { mode: 0o700 })
      run(directory, model)
      return model.uuid
    },
    stop: async (keepMachines) => {
      await Promise.all([...models.values()].map((model) => model.stop(keepMachines)))
    },
  }
}
