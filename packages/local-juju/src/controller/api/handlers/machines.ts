import { addMachine } from '../../../model/applications.ts'
import { HOST } from '../../../model/host.ts'
import { removeMachine } from '../../../model/removal.ts'
import { checkMachines } from '../../machines/check.ts'
import type { HandlerParts, Handlers } from './handler.ts'

type Verbs = 'add-machine' | 'remove-machine'

/** Answers requests about machines. */
export function machineHandlers({ models, source }: HandlerParts): Pick<Handlers, Verbs> {
  return {
    'add-machine': async ({ model }) => {
      await checkMachines(source)
      return { machine: models.get(model).store.change((draft, now) => addMachine(draft, HOST, now)) }
    },
    'remove-machine': async ({ model, machine, force }) => ({
      units: models.get(model).store.change((draft) => removeMachine(draft, machine, force)),
    }),
  }
}
