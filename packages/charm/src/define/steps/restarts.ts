/** Restarts of services that clients use: when they may happen, and how clients are led away from a service meanwhile. */
import { placed } from './place.ts'

/** No service of this unit that serves clients is restarted for a file that it reads. `context.heldRestarts` names those that wait. */
export interface HoldRestartsStep {
  readonly kind: 'hold-restarts'
}

/** Clients are led away from a service before it is restarted, and come back when it answers again. */
export interface DrainedStep {
  readonly kind: 'drained'
  /** The service, by the name of its systemd unit without `.service`. Its TCP ports are those of its step `service`. */
  readonly service: string
  /** A file that is there while clients are to stay away. Whoever leads clients to the service looks for it. */
  readonly file: string
  /** How many seconds pass at most until everybody has noticed that the file is there, or is gone. */
  readonly secondsToNotice: number
  /** How many seconds requests get to end. */
  readonly secondsToFinish: number
}

/**
 * Makes the step that holds restarts back: a service which is older than a file that it reads goes on with what it has read. That holds only
 * while every service of the list runs and listens, since a unit that does not serve has nothing to lose.
 */
export const holdRestarts = (): HoldRestartsStep => placed<HoldRestartsStep>({ kind: 'hold-restarts' }, holdRestarts)

/**
 * Makes the step by which a service is restarted only when it has no requests: the file is made, and once everybody has noticed it and
 * the last request has ended, the service is restarted; when it listens again the file is removed. A service that does not listen is
 * restarted at once. A file that a killed hook has left is removed where this step stands.
 */
export const drained = (service: string, how: Omit<DrainedStep, 'kind' | 'service'>): DrainedStep =>
  placed<DrainedStep>({ kind: 'drained', service, ...how }, drained)
