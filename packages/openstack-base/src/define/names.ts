/** Checks of a definition: no name comes twice, and the services that features are about exist. */
import { CharmError } from '@charm-layers/charm'
import type { PlainCharm } from './charm.ts'
import type { Feature } from './feature.ts'
import { portBehind, tcpPort, tcpPorts } from './port.ts'

type Named = Readonly<Record<string, unknown>>

/**
 * Joins what several parts bring by name. Features may share an option or a peer endpoint, as the same value; any other name may come only once.
 * @throws CharmError for a name that comes twice.
 */
export function joinNames<T extends Named>(charm: string, what: string, parts: readonly (T | undefined)[]): T {
  const joined: Record<string, unknown> = {}
  for (const part of parts)
    for (const [name, value] of Object.entries(part ?? {})) {
      if (Object.hasOwn(joined, name) && !((what === 'option' || what === 'peer endpoint') && joined[name] === value))
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
  const about = (verb: string, names: readonly string[] = []) => names.map((name) => [verb, name] as const)
  for (const [verb, name] of features.flatMap((one) => [...about('registers', one.serves), ...about('balances', one.balances)])) {
    const service = charm.services[name]
    if (service !== undefined && tcpPort(service.ports) !== undefined) continue
    const hint = `give services.${name} a port, such as ports: [9001]`
    throw new CharmError('E_DEFINITION', `charm '${charm.name}': a feature ${verb} service '${name}', which has no TCP port`, { hint })
  }
}

/** The port of the load balancer's statistics, on the loopback interface. */
export const statisticsPort = 8888

/**
 * Refuses two features with a load balancer, and a port behind it that something else on the unit listens on, or may once TLS comes between.
 * @throws CharmError that names the features' option, or the service and the port.
 */
export function checkBalanced(charm: PlainCharm, features: readonly Feature<string>[]): void {
  const [balanced = [], second] = features.flatMap(({ balances }) => (balances === undefined ? [] : [balances]))
  if (second !== undefined) throw new CharmError('E_DEFINITION', `charm '${charm.name}': two features have a load balancer`)
  const taken = [statisticsPort, ...Object.values(charm.services).flatMap(({ ports }) => tcpPorts(ports))]
  for (const name of balanced) {
    const behind = tcpPorts(charm.services[name]?.ports).flatMap((port) => tcpPorts([portBehind(port, 1), portBehind(port, 2)]))
    const wrong = behind.find((port) => port < 1 || taken.includes(port))
    taken.push(...behind)
    if (wrong === undefined) continue
    const why = wrong < 1 ? 'is no port' : 'is in use on the unit as well'
    const hint = 'a service listens 10 ports below the one that clients use, and 20 below it with TLS'
    throw new CharmError('E_DEFINITION', `charm '${charm.name}': port ${wrong} behind the load balancer of service '${name}' ${why}`, {
      hint,
    })
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
