/** Makes a charm of its definition. */
import { makeAction } from './action.ts'
import type { Charm, Definition } from './charm.ts'
import { checkDefinition } from './check/index.ts'
import type { PeersEndpoints, ProvidesEndpoints, RequiresEndpoints } from './endpoints.ts'
import type { notInDefinition, Refused } from './not-supported.ts'
import type { Options } from './option.ts'
import type { Resources } from './resource.ts'
import type { Storages } from './storage.ts'

/**
 * Defines a charm. TypeScript derives the types of config, relations and actions from the definition.
 * @throws CharmError for what Juju would refuse, or what a definition cannot say, with the place in the definition.
 */
export function defineCharm<
  const O extends Options = Record<never, never>,
  const R extends RequiresEndpoints = Record<never, never>,
  const P extends ProvidesEndpoints = Record<never, never>,
  const C extends PeersEndpoints = Record<never, never>,
  const S extends Storages = Record<never, never>,
  const F extends Resources = Record<never, never>,
>(definition: Definition<O, R, P, C, S, F> & Refused<typeof notInDefinition>): Charm {
  // The casts are safe: the runtime builds the context from this same definition, so it holds what these types promise.
  const charm = { ...definition, ...(definition.actions ? { actions: definition.actions(makeAction as never) } : {}) } as unknown as Charm
  // Packing has looked at the definition, so a packed charm has neither this line nor the checks: charm-cli puts a value in place of the name.
  if (process.env.CHARM_LAYERS_PACKED === undefined) checkDefinition(charm)
  return charm
}
