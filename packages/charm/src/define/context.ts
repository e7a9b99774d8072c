/** The context: all that a charm's function may know in one hook. */
import type { Secret } from '@charm-layers/relation'
import type { HostFacts } from '../host/host.ts'
import type { Identity } from '../juju/environment.ts'
import type { Event } from '../juju/event.ts'
import type { Network } from '../juju/network.ts'
import type { Answer } from './answer.ts'
import type { CloudCredential } from './cloud.ts'
import type { Relations } from './endpoints.ts'
import type { Remembered } from './memory.ts'
import type { ConfigOf, Options } from './option.ts'
import type { Resources } from './resource.ts'
import type { CommandStep, OwnSecret, OwnSecretOptions, ProbeStep, SecretContent } from './steps/index.ts'
import type { StorageOf } from './storage.ts'

/** All that a charm's function may know in one hook. Reading it changes nothing. */
export interface Context<O extends Options = Options, R = unknown, P = unknown, C = unknown, S = unknown, F = Resources> {
  /** Why this hook runs. Few charms need it: what should be seldom depends on what has happened. */
  readonly event: Event
  readonly identity: Identity
  /** Whether this unit leads its application. */
  readonly leader: boolean
  /** The values of the options. An option without a default is undefined until an operator sets it. */
  readonly config: ConfigOf<O>
  readonly relations: Relations<R, P, C>
  /** The storages of this unit, by name. */
  readonly storage: StorageOf<S>
  /** Gives the value that an earlier hook of this unit has kept with the step `keep`. */
  readonly recall: <Value>(what: Remembered<Value>) => Value
  /** Gives the address of this unit that others use on an endpoint or an extra binding. Undefined while Juju knows none. */
  readonly address: (binding: string) => string | undefined
  /**
   * Gives the addresses of this unit on an endpoint or an extra binding, with network and interface on an extra binding. Undefined while
   * Juju knows none.
   */
  readonly network: (binding: string) => Network | undefined
  /** The machine: its distribution, its processors, the versions of installed packages. */
  readonly host: HostFacts
  /**
   * The services whose restart the step `holdRestarts` holds back: they are older than a file that they read. Empty at first; when there
   * is such a service, the runtime calls the charm's function again in the same hook.
   */
  readonly heldRestarts: readonly string[]
  /**
   * When this hook began: whole milliseconds since 1970, by the clock of this machine, which may be wrong or set. To be compared with, or
   * written when something else changes: a value that is made of it alone would change in every hook.
   */
  readonly now: number
  /** Gives a fact that the leader has recorded for all units; undefined when there is none of that name. */
  readonly fact: (name: string) => string | undefined
  /**
   * Asks for a random value that all units share: hexadecimal text of `bytes` bytes, 32 by default. The leader makes it in one hook. The
   * answer is ready from the next hook on, when Juju has stored the value.
   */
  readonly sharedSecret: (name: string, bytes?: number) => Answer<Secret>
  /**
   * Keeps a secret of the application or of this unit at Juju, under a label. What Juju has is compared with what is given here, and only
   * what differs is written. The answer is ready from the next hook on, when Juju has stored the secret.
   */
  readonly ownSecret: <const Content extends SecretContent>(
    label: string,
    content: Content,
    options?: OwnSecretOptions,
  ) => Answer<OwnSecret<keyof Content & string>>
  /**
   * Asks the machine by a command that only looks. The data of the answer is the command's standard output. The runtime runs the command in
   * this hook and then calls the charm's function again.
   */
  readonly probe: (name: string, argv: readonly string[], options?: Pick<ProbeStep, 'stdin' | 'user'>) => Answer<string>
  /** Asks for a resource: the path of its file, which Juju downloads when it has changed. Absent while nobody has attached one. */
  readonly resource: (name: keyof F & string) => Answer<string>
  /** Asks how many units the application is to have, those that are still being made included. */
  readonly plannedUnits: () => Answer<number>
  /** Asks for the cloud of the model, with the credential for it. An operator has to grant that: `juju trust`. */
  readonly cloudCredential: () => Answer<CloudCredential>
  /** Gives what a command has printed in this hook, for the results of an action; undefined until it has run. */
  readonly output: (of: CommandStep) => string | undefined
}
