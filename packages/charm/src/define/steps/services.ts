/** The services that systemd runs, and the ports that the unit opens. */
import { placed } from './place.ts'

/** A service, by the name of its systemd unit without `.service`. */
export interface ServiceStep {
  readonly kind: 'service'
  readonly name: string
  /**
   * `running`: enabled and active. `held`: stopped and masked, so that nothing can start it. `kept`: left as it is, but started again
   * when it has stopped, unless it is masked, or one of the files that it reads is missing, empty, or newer than its last start. `watched`:
   * started and stopped by something else.
   */
  readonly state: 'running' | 'held' | 'kept' | 'watched'
  /** The ports that the service listens on when it works, such as `8779/tcp`. */
  readonly ports: readonly string[]
  /** The paths of the files that a kept service reads. */
  readonly reads: readonly string[]
}

/** The place in the list of steps at which the services before it have to run and to listen on their ports. */
export interface ServicesRunStep {
  readonly kind: 'services-run'
}

/** The ports that the unit should have open. */
export interface PortsStep {
  readonly kind: 'ports'
  /** Such as `8779/tcp`; every other port of the unit is closed. */
  readonly open: readonly string[]
}

/** Spells a port as Juju does; a number alone is a TCP port. */
const spelled = (port: string | number): string => {
  const text = String(port).toLowerCase()
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

/**
 * Makes the step that keeps a service running. The unit is blocked while the service does not listen on each port, such as `8779` or
 * `5354/udp`.
 */
export const service = (name: string, ...ports: readonly (string | number)[]): ServiceStep =>
  placed(serviceStep(name, 'running', { ports: ports.map(spelled) }), service)

/** Makes the step that stops a service and masks it, so that nothing can start it. */
export const heldService = (name: string): ServiceStep => placed(serviceStep(name, 'held'), heldService)

/**
 * Makes the step for a service that goes on with its present files, while something is wrong and its files cannot be written anew.
 * `reads` are the paths of those files.
 */
export const keptService = (name: string, reads: readonly string[]): ServiceStep =>
  placed(serviceStep(name, 'kept', { reads }), keptService)

/**
 * Makes the step for a service that something else starts and stops, such as Pacemaker. It is restarted or reloaded for the files that it
 * reads while it runs, and the unit is blocked while it does not run, or does not listen on each port.
 */
export const watchedService = (name: string, ...ports: readonly (string | number)[]): ServiceStep =>
  placed(serviceStep(name, 'watched', { ports: ports.map(spelled) }), watchedService)

/**
 * Makes the step that opens these ports and closes all others of the unit: `8779`, `8779/tcp` or `1000-2000/udp`. A number alone is a TCP
 * port.
 */
export const ports = (...open: readonly (string | number)[]): PortsStep =>
  placed<PortsStep>({ kind: 'ports', open: [...new Set(open.map(spelled))] }, ports)

/**
 * Makes the step that waits, for a minute at most, until the services before it run and listen on their ports. The steps after it are
 * done only then.
 */
export const servicesRun = (): ServicesRunStep => ({ kind: 'services-run' })
