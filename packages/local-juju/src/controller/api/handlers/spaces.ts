import { Refused } from '../../../model/refused.ts'
import { ALPHA, addSpace, reserveSpace } from '../../../model/spaces.ts'
import { checkMachines } from '../../machines/check.ts'
import type { HandlerParts, Handlers } from './handler.ts'

type Verbs = 'spaces' | 'add-space'

/** Answers requests about network spaces. */
export function spaceHandlers({ models, source }: HandlerParts): Pick<Handlers, Verbs> {
  return {
    spaces: async ({ model }) => {
      await checkMachines(source)
      const { directory, store } = models.get(model)
      const alpha = { name: ALPHA, id: 0, cidr: await source.alphaSubnet(directory) }
      const others = Object.entries(store.read().spaces).map(([name, space]) => ({ name, ...space }))
      return [alpha, ...others.sort((a, b) => a.id - b.id)]
    },
    'add-space': async ({ model, name, cidr: wanted }) => {
      await checkMachines(source)
      const { directory, store } = models.get(model)
      const id = store.change((draft) => reserveSpace(draft, name, wanted))
      const cidr = await source.addSubnet(directory, id, wanted).catch((error: unknown) => {
        throw new Refused(`cannot add space "${name}": ${error instanceof Error ? error.message : String(error)}`)
      })
      store.change((draft) => addSpace(draft, name, { id, cidr }))
      return { cidr }
    },
  }
}
