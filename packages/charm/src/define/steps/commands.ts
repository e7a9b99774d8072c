/**
 * Commands and probes: programs that the runtime starts, never through a shell. Every user of the machine sees arguments, so no secret
 * may be one.
 */
import type { Text } from '../../host/text.ts'
import type { FactStep } from './juju.ts'
import { placed } from './place.ts'

/** A command that should be run once in this hook. */
export interface CommandStep {
  readonly kind: 'command'
  /** Names the command in logs, statuses and the outputs of an action. */
  readonly name: string
  readonly argv: readonly string[]
  readonly stdin?: Text
  readonly env?: Readonly<Record<string, Text>>
  /** The user that the command runs as; root by default. */
  readonly user?: string
  /** Gives the program the proxies of the model, when it has to reach something outside the cloud. */
  readonly proxied?: true
  /** A maintenance status to show before the command runs. */
  readonly announce?: string
  /** How often to try the command before it counts as failed, with ten seconds in between; once by default. */
  readonly tries?: number
  /** The arguments of a check that runs first. When it exits with 0, the command is not run. */
  readonly unless?: readonly string[]
  /**
   * Runs the command as a transient systemd unit of this name. The unit outlives a hook that is killed, and the next hook waits for it in
   * place of starting the command again.
   */
  readonly transient?: string
  /** A fact that the leader records once the command has exited with 0. */
  readonly records?: FactStep
}

/** A command that only looks. When it has printed its answer, the runtime calls the charm's function again with it. */
export interface ProbeStep {
  readonly kind: 'probe'
  readonly name: string
  readonly argv: readonly string[]
  readonly stdin?: Text
  readonly user?: string
}

/** Makes the step that runs a command. `context.output` gives what it printed, for the results of an action. */
export const command = (name: string, argv: readonly string[], options: Omit<CommandStep, 'kind' | 'name' | 'argv'> = {}): CommandStep =>
  placed<CommandStep>({ kind: 'command', name, argv, ...options }, command)
