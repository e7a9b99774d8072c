import { Refused } from '../../../model/refused.ts'
import { schedule, unitsOfAll } from '../../../model/tasks.ts'
import type { HandlerParts, Handlers } from './handler.ts'

/** Answers requests about actions and commands. */
export function taskHandlers({ models }: HandlerParts): Pick<Handlers, 'run' | 'exec' | 'cancel-task'> {
  return {
    run: async ({ model, receivers, action, parameters }) =>
      models.get(model).store.change((draft, now) => {
        const asked = { name: action, command: null, parameters, parallel: false, executionGroup: '' }
        return schedule(draft, receivers, asked, now)
      }),
    exec: async ({ model, command, units, applications, machines, all, parallel, executionGroup }) =>
      models.get(model).store.change((draft, now) => {
        const receivers = [...(all ? Object.keys(draft.machines) : machines), ...units, ...unitsOfAll(draft, applications)]
        const unknown = machines.find((id) => draft.machines[id] === undefined)
        if (unknown !== undefined) throw new Refused(`machine ${unknown} not found`, 'not found')
        return schedule(draft, receivers, { name: 'juju-exec', command, parameters: {}, parallel, executionGroup }, now)
      }),
    'cancel-task': async ({ model, task }) => {
      const runtime = models.get(model)
      if (runtime.store.read().tasks[task] === undefined) throw new Refused(`action "${task}" not found`, 'not found')
      runtime.cancel(task)
      return {}
    },
  }
}
