/** Asks systemd while Juju is still answering: the services are those of the last hook, as a rule. */
import type { Databag } from '@charm-layers/relation'
import type { Host, ServiceOnHost } from '../host/host.ts'
import { rememberedServices } from './memory.ts'

/**
 * Gives a host that answers the first look at services from one begun early. A look at others, or a second one, is a new one:
 * between them the charm may have changed something. `ask` begins it, once the unit's memory is there.
 */
export function askServicesEarly(host: Host): { readonly host: Host; readonly ask: (memory: Databag) => void } {
  let begun: { readonly names: ReadonlySet<string>; readonly found: Promise<ReadonlyMap<string, ServiceOnHost>> } | undefined
  return {
    ask: (memory) => {
      const names = rememberedServices(memory)
      if (names.length === 0) return
      const found = host.services(names)
      // A failure is for whoever awaits the answer. In a hook that needs no services nobody does, and Node would end at it.
      found.catch(() => undefined)
      begun = { names: new Set(names), found }
    },
    host: {
      ...host,
      services: (names) => {
        const early = begun
        begun = undefined
        return early && names.every((name) => early.names.has(name)) ? early.found : host.services(names)
      },
    },
  }
}
