/** Commands and probes: programs that the runtime starts. Never through a shell, and no secret among the arguments. */
import type { Text } from '../../host/text.ts'
import type { FactStep } from './juju.ts'

/** A command that should have been run. */
export interface CommandStep {
  readonly kind: 'command'
  /** Names the command in logs, statuses and the outputs of an action. */
  readonly name: string
  readonly argv: readonly string[]
  readonly stdin?: Text
  readonly env?: Readonly<Record<string, Text>>
  /** User that it runs as; root when nothing is said. */
  readonly user?: string
  /** Gives it the proxies of the model: for a program that reaches the outside. */
  readonly proxied?: true
  /** Shown at once, as a maintenance status, before the command runs. */
  readonly announce?: string
  /** How often it is tried before it counts as failed, with ten seconds in between; once when nothing is said. */
  readonly tries?: number
  /** A command that ends with 0 when there is nothing to do. */
  readonly unless?: readonly string[]
  /** Runs as a transient unit of systemd with this name, which outlives the hook: a hook killed in the middle finds it again. */
  readonly transient?: string
  /** A fact that the leader records once the command has ended well. */
  readonly records?: FactStep
}

/** A question to the machine, asked before the rest is decided. */
export interface ProbeStep {
  readonly kind: 'probe'
  readonly name: string
  readonly argv: readonly string[]
  readonly stdin?: Text
  readonly user?: string
}

/** Makes a command. Its output is there for an action's results, by `context.output`. */
export const command = (name: string, argv: readonly string[], options: Omit<CommandStep, 'kind' | 'name' | 'argv'> = {}): CommandStep => ({
  kind: 'command',
  name,
  argv,
  ...options,
})
