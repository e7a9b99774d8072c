import { removeApplication } from '../../model/removal.ts'
import type { Model } from '../../model/state.ts'
import type { Store } from './store.ts'

/** Begins the end of a model. */
export function destroyModel(model: Model, force: boolean): void {
  model.life = 'dying'
  for (const name of Object.keys(model.applications)) removeApplication(model, name, force)
}

/**
 * Waits for the end of a model that is destroyed: applications go first, their units by their hooks; then the machines. False when the
 * signal came before all were gone.
 */
export async function takeApart(store: Store, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    const model = store.read()
    if (Object.keys(model.applications).length === 0) {
      const left = Object.values(model.machines)
      if (left.length === 0) break
      if (left.some(({ life }) => life === 'alive')) {
        store.change((draft) => {
          for (const machine of Object.values(draft.machines)) machine.life = 'dying'
        })
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return !signal.aborted
}
