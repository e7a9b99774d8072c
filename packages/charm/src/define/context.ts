/** Everything a charm may decide from. */
import type { Secret } from '@charm-layers/relation'
import type { HostFacts } from '../host/host.ts'
import type { Identity } from '../juju/environment.ts'
import type { Event } from '../juju/event.ts'
import type { Answer } from './answer.ts'
import type { Relations } from './endpoints.ts'
import type { Remembered } from './memory.ts'
import type { ConfigOf, Options } from './option.ts'
import type { CommandStep, ProbeStep } from './steps/index.ts'

/** Everything a charm may decide from. Reading it has no effect. */
export interface Context<O extends Options = Options, R = unknown, P = unknown, C = unknown> {
  /** Why this hook runs. In most hooks it makes no difference. */
  readonly event: Event
  readonly identity: Identity
  /** Whether this unit leads its application. */
  readonly leader: boolean
  /** The options, those without a default undefined while nobody has set them. */
  readonly config: ConfigOf<O>
  readonly relations: Relations<R, P, C>
  /** What this unit has kept in an earlier hook, by the step `keep`. */
  readonly recall: <Value>(what: Remembered<Value>) => Value
  /** The own address on an endpoint or an extra binding: the one that others use. Undefined while Juju knows none. */
  readonly address: (binding: string) => string | undefined
  /** The machine: its distribution, its processors, the versions of installed packages. */
  readonly host: HostFacts
  /** A fact that the leader recorded for all units. */
  readonly fact: (name: string) => string | undefined
  /**
   * A random value shared by all units, 32 bytes as hexadecimal text when nothing else is said. It is made in one hook and can be used in
   * the next, when Juju has it.
   */
  readonly sharedSecret: (name: string, bytes?: number) => Answer<Secret>
  /** Asks the machine. The answer, the command's standard output, is there when the rest is decided again in this same hook. */
  readonly probe: (name: string, argv: readonly string[], options?: Pick<ProbeStep, 'stdin' | 'user'>) => Answer<string>
  /** What commands of this hook printed, for the results of an action. */
  readonly output: (of: CommandStep) => string | undefined
}
