/** Services of systemd, and the ports of the unit. */

/** A service, by its unit's name without `.service`. */
export interface ServiceStep {
  readonly kind: 'service'
  readonly name: string
  /**
   * `running`: enabled and active. `held`: stopped, disabled and masked, so that nothing starts it. `kept`: goes on as it is, and is
   * started again when it has stopped, unless it is masked, or one of the files that it reads is gone, empty, or newer than its last start.
   */
  readonly state: 'running' | 'held' | 'kept'
  /** Ports that it listens on when it works, such as `8779/tcp`. */
  readonly ports: readonly string[]
  /** Files that a kept service reads. */
  readonly reads: readonly string[]
}

/** The place in the list by which the services before it have to run, and to listen on their ports. */
export interface ServicesRunStep {
  readonly kind: 'services-run'
}

/** The ports that the unit has open. */
export interface PortsStep {
  readonly kind: 'ports'
  /** Such as `8779/tcp`; every other port of the unit is closed. */
  readonly open: readonly string[]
}

/** Spells a port as Juju does: tcp when nothing else is said. */
const spelled = (port: string | number): string => {
  const text = String(port)
  return text === 'icmp' || text.includes('/') ? text : `${text}/tcp`
}

const serviceStep = (name: string, state: ServiceStep['state'], more: Partial<ServiceStep> = {}): ServiceStep => ({
  kind: 'service',
  name,
  state,
  ports: [],
  reads: [],
  ...more,
})

/** Makes a service that should run. It is well when it listens on all its ports, such as `8779` or `5354/udp`. */
export const service = (name: string, ...ports: readonly (string | number)[]): ServiceStep =>
  serviceStep(name, 'running', { ports: ports.map(spelled) })

/** Makes a service that must not run: stopped, disabled and masked. */
export const heldService = (name: string): ServiceStep => serviceStep(name, 'held')

/** Makes a service that goes on with the files that are there, while something is wrong for which they cannot be made anew. */
export const keptService = (name: string, reads: readonly string[]): ServiceStep => serviceStep(name, 'kept', { reads })

/** Makes the step that opens these ports of the unit and closes all others, such as `8779/tcp` or `1000-2000/udp`; tcp when nothing else is said. */
export const ports = (...open: readonly (string | number)[]): PortsStep => ({ kind: 'ports', open: open.map(spelled) })

/** Makes the step that waits, for a minute at most, until the services before it run and listen on their ports. Steps after it need them. */
export const servicesRun = (): ServicesRunStep => ({ kind: 'services-run' })
