/** Names that several features bring, and services that they are about: what cannot be right is refused when a charm is defined. */
import { CharmError } from '@charm-layers/charm'
import type { PlainCharm } from './charm.ts'
import type { Feature } from './feature.ts'
import { tcpPort } from './port.ts'

type Named = Readonly<Record<string, unknown>>

/**
 * Joins what several parts bring by name. A name that comes twice is refused, but for options: features may share one, which then is the
 * same value.
 * @throws CharmError for a name that comes twice.
 */
export function joinNames<T extends Named>(charm: string, what: string, parts: readonly (T | undefined)[]): T {
  const joined: Record<string, unknown> = {}
  for (const part of parts)
    for (const [name, value] of Object.entries(part ?? {})) {
      if (Object.hasOwn(joined, name) && !(what === 'option' && joined[name] === value))
        throw new CharmError(
          'E_DEFINITION',
          `charm '${charm}': ${what} '${name}' comes from two features, or from one and the charm itself`,
        )
      joined[name] = value
    }
  // Each member was one of a part of this type.
  return joined as T
}

/**
 * Refuses features that are about services which the charm does not have, or which have no TCP port.
 * @throws CharmError that names the service.
 */
export function checkServices(charm: PlainCharm, features: readonly Feature<string>[]): void {
  for (const name of features.flatMap((one) => one.serves ?? [])) {
    const service = charm.services[name]
    if (service !== undefined && tcpPort(service.ports) !== undefined) continue
    const hint = `give services.${name} a port, such as ports: [9001]`
    throw new CharmError('E_DEFINITION', `charm '${charm.name}': a feature registers service '${name}', which has no TCP port`, { hint })
  }
}
