import { addStorage, attachStorage, detachStorage, removeStorage } from '../../../model/storages.ts'
import type { HandlerParts, Handlers } from './handler.ts'

type Verbs = 'add-storage' | 'attach-storage' | 'detach-storage' | 'remove-storage'

/** Answers requests about the storages of units. */
export function storageHandlers({ models }: HandlerParts): Pick<Handlers, Verbs> {
  return {
    'add-storage': async ({ model, unit, storage, directive }) => ({
      ids: models.get(model).store.change((draft, now) => addStorage(draft, unit, { ...directive, name: storage }, now)),
    }),
    'attach-storage': async ({ model, unit, id }) => {
      models.get(model).store.change((draft) => attachStorage(draft, unit, id))
      return {}
    },
    'detach-storage': async ({ model, id }) => {
      models.get(model).store.change((draft) => detachStorage(draft, id))
      return {}
    },
    'remove-storage': async ({ model, id, force }) => {
      models.get(model).store.change((draft) => removeStorage(draft, id, force))
      return {}
    },
  }
}
