import { addUnits } from '../../../model/applications.ts'
import { HOST } from '../../../model/host.ts'
import { findUnit } from '../../../model/lookup.ts'
import { Refused } from '../../../model/refused.ts'
import { removeUnit } from '../../../model/removal.ts'
import type { HandlerParts, Handlers } from './handler.ts'

type Verbs = 'add-unit' | 'remove-unit' | 'resolved'

/** Answers requests about units. */
export function unitHandlers({ models }: HandlerParts): Pick<Handlers, Verbs> {
  return {
    'add-unit': async ({ model, application, numUnits, to, attachStorage }) => ({
      units: models
        .get(model)
        .store.change((draft, now) => addUnits(draft, { application, count: numUnits, to, attachStorage }, HOST, now)),
    }),
    'remove-unit': async ({ model, unit, force }) => {
      models.get(model).store.change((draft) => removeUnit(draft, unit, force))
      return {}
    },
    resolved: async ({ model, unit: name, retry }) => {
      models.get(model).store.change((draft) => {
        const unit = findUnit(draft, name)
        if (unit.error === null) throw new Refused(`unit "${name}" is not in an error state`)
        unit.resolved = retry ? 'retry' : 'no-retry'
      })
      return {}
    },
  }
}
