/**
 * Asks systemd about services while Juju is still answering. The services that the charm has run before are nearly always the ones it
 * asks for now.
 */
import type { Databag } from '@charm-layers/relation'
import type { Host, ServiceOnHost } from '../host/host.ts'
import { rememberedServices } from './memory.ts'

/**
 * Gives a host whose first look at services uses an answer that was asked for early. `ask` asks for it, once the unit's memory has been
 * read. A look at other services, or a second look, asks systemd again: the charm may have changed something in between.
 */
export function askServicesEarly(host: Host): { readonly host: Host; readonly ask: (memory: Databag) => void } {
  let begun: { readonly names: ReadonlySet<string>; readonly found: Promise<ReadonlyMap<string, ServiceOnHost>> } | undefined
  return {
    ask: (memory) => {
      const names = rememberedServices(memory)
      if (names.length === 0) return
      const found = host.services(names)
      // Whoever awaits `found` sees its failure. A hook that looks at no services never awaits it, and Node would then exit with an
      // unhandled rejection.
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
