/** Checks of a definition: no name comes twice, and the services that features are about exist. */
import { CharmError } from '@charm-layers/charm'
import type { PlainCharm } from './charm.ts'
import type { Feature } from './feature.ts'
import { tcpPort } from './port.ts'

type Named = Readonly<Record<string, unknown>>

/**
 * Joins what several parts bring by name. Features may share an option, as the same value; any other name may come only once.
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
  // The cast is safe: each member comes from a part of this type.
  return joined as T
}

/**
 * Refuses a feature about a service that the charm does not have, or that has no TCP port.
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

/**
 * Refuses a configuration file whose `flags` no operator can set, or that cannot be extended.
 * @throws CharmError that names the file.
 */
export function checkFlags(charm: PlainCharm, options: Named): void {
  for (const { path, format, flags } of charm.files) {
    if (flags === undefined || (format === 'oslo.config' && Object.hasOwn(options, flags))) continue
    const why = format === 'oslo.config' ? `is no option of the charm` : `cannot extend a file of format ${format}`
    const hint = `config: { '${flags}': configFlags('…') } declares one, for a file of format oslo.config`
    throw new CharmError('E_DEFINITION', `charm '${charm.name}': flags '${flags}' of ${path} ${why}`, { hint })
  }
}
