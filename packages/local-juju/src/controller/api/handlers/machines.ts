import { addMachine } from '../../../model/applications.ts'
import { HOST } from '../../../model/host.ts'
import { setNetwork, setPower } from '../../../model/power.ts'
import { removeMachine } from '../../../model/removal.ts'
import { checkMachines } from '../../machines/check.ts'
import type { HandlerParts, Handlers } from './handler.ts'

type Verbs = 'add-machine' | 'remove-machine' | 'set-power' | 'set-network'

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
    'set-power': async ({ model, machine, power }) => {
      const { store, machines } = models.get(model)
      store.change((draft) => setPower(draft, machine, power))
      await machines.settled(machine)
      return {}
    },
    'set-network': async ({ model, machine, network }) => {
      const { store, machines } = models.get(model)
      store.change((draft) => setNetwork(draft, machine, network))
      await machines.settled(machine)
      return {}
    },
  }
}
