/** Asks systemd while Juju is still answering: the services are those of the last hook, as a rule. */
import type { Host, ServiceOnHost } from './host.ts'
import { rememberedServices } from './memory.ts'
import type { Databag } from '@charm-layers/relation'

/**
 * Gives a host that answers the first look at services from one begun early. A look at others, or a second one, is a new one:
 * between them the charm may have changed something.
 */
export function lookingAhead(host: Host): { readonly host: Host; readonly early: (memory: Databag) => void } {
  let begun: { readonly names: ReadonlySet<string>; readonly found: Promise<ReadonlyMap<string, ServiceOnHost>> } | undefined
  return {
    early: (memory) => {
      const names = rememberedServices(memory)
      if (names.length === 0) return
      const found = host.services(names)
      // Whoever asks for it sees that it failed; nobody may ask.
      found.catch(() => undefined)
      begun = { names: new Set(names), found }
    },
    host: {
      ...host,
      services: (names) => {
        const ahead = begun
        begun = undefined
        return ahead && names.every((name) => ahead.names.has(name)) ? ahead.found : host.services(names)
      },
    },
  }
}
