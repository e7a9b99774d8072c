/** Features: what many OpenStack charms have in common, such as a database, with its options, endpoints, actions and steps in one value. */
import {
  type ActionOutcome,
  type Answer,
  blocked,
  type Context,
  type Definition,
  type Desired,
  type Options,
  type Status,
  statusOf,
} from '@charm-layers/charm'
import type { VirtualAddresses } from '../addresses.ts'
import type { Plan } from '../features/high-availability/plan.ts'
import type { TlsState } from '../features/tls/state.ts'
import type { Release } from '../releases.ts'
import { findUnsafe } from '../render/control.ts'
import { osloConfig, type Section } from '../render/oslo-config.ts'
import { findRefused, type TemplateData } from '../render/values.ts'
import type { Port } from './port.ts'

/** A daemon of the charm: its systemd unit, and the ports that it listens on. */
export interface Service {
  readonly unit: string
  /** The ports, such as 8779, which is TCP, or `5354/udp`. */
  readonly ports?: readonly Port[]
}

/** A daemon on this unit. */
export interface SituatedService extends Service {
  /** The ports that the daemon itself listens on. Behind the load balancer they differ from `ports`, which clients use. */
  readonly listens: readonly Port[]
  /** Whether it listens on the loopback interface alone, since the load balancer stands between the units as well. */
  readonly isLocal: boolean
}

/** What features know of the charm and of the release, in addition to the context. */
export interface Situation {
  readonly charm: string
  /** The user that the daemons run as. The group of the same name may read the configuration files. */
  readonly user: string
  readonly services: Readonly<Record<string, SituatedService>>
  readonly release: Release
  readonly virtual: VirtualAddresses
  /** What this unit has to offer TLS with. */
  readonly tls: TlsState
  /** What the unit does about plain HTTP and TLS; undefined in a charm without one of the features with `encrypts` and `balances`. */
  readonly plan?: Plan | undefined
  /** Whether the unit sees in the catalogue what it looks for. */
  readonly sees: boolean
}

/** What a feature adds in one hook. */
export interface Contribution {
  /** Steps that are always done, such as databags to write, even while something else is missing. */
  readonly publish?: Desired
  /** Statuses that say why no configuration can be written. */
  readonly unready?: readonly Status[]
  readonly packages?: readonly string[]
  /** Template data. It is an error when two features give the same name. */
  readonly data?: TemplateData
  /** Sections of an oslo.config file by heading. Templates get each as one text under `sections`. */
  readonly sections?: Readonly<Record<string, Section>>
  /** Addresses that move between the units, from the feature with `balances`. */
  readonly virtual?: VirtualAddresses
  /** What this unit has to offer TLS with, from the feature with `encrypts`. */
  readonly tls?: TlsState
  /** What the unit does about plain HTTP and TLS, from the feature with `balances`. */
  readonly plan?: Plan | undefined
  /** Whether the unit sees in the catalogue what it looks for, from the feature with `serves`. */
  readonly sees?: boolean
  /** Whether to stop the services and keep them masked. Otherwise services that run go on running while something is missing. */
  readonly hold?: boolean
  /** Files that the configuration names, such as certificates. They are written before it. */
  readonly files?: Desired
  /** Gives steps to do after the configuration is written and before the services run. */
  readonly prepare?: () => Desired
  /** Steps for what stands in front of the services: done after them, and even while something else is missing. */
  readonly front?: Desired
  /** Gives steps to do right before the services run. What they tell other units counts while the services do not run. */
  readonly start?: () => Desired
  /** Gives steps to do once the services run. What they tell other units counts only then. */
  readonly finish?: () => Desired
}

/** An action of a feature. */
export interface FeatureAction<C extends Context = Context> {
  readonly description: string
  /** Decides what the action does and answers, like `run` of an action of a charm. */
  run(context: C, situation: Situation): ActionOutcome
}

type Declared<O extends Options, R, P, C, Of extends Context> = Pick<Definition, 'extraBindings'> & {
  readonly options?: O
  readonly requires?: R
  readonly provides?: P
  readonly peers?: C
  readonly actions?: Readonly<Record<string, FeatureAction<Of>>>
}

/** A feature as a definition names it. `S` are the names of the services that it is about. */
export interface Feature<S extends string = never>
  extends Declared<Options, Definition['requires'], Definition['provides'], Definition['peers'], Context> {
  /** The names of the services that the feature is about. The charm must have each of them, with a TCP port. */
  readonly serves?: readonly S[]
  /** The names of the services whose TCP ports a load balancer on this unit takes over. Only one feature can have it. */
  readonly balances?: readonly S[]
  /** Whether the feature gives `tls`. It is asked before all others. Only one feature can have it. */
  readonly encrypts?: boolean
  /** Files that a killed hook may leave. Each hook removes them first, whatever else is wrong. */
  readonly removes?: readonly string[]
  /** Gives what the feature adds in this hook. */
  apply(context: Context, situation: Situation): Contribution
}

/** Makes a feature. TypeScript derives the types of config and relations from what the feature declares. */
export function feature<
  const O extends Options = Record<never, never>,
  const R extends NonNullable<Definition['requires']> = Record<never, never>,
  const P extends NonNullable<Definition['provides']> = Record<never, never>,
  const C extends NonNullable<Definition['peers']> = Record<never, never>,
  const S extends string = never,
>(
  of: Declared<O, R, P, C, Context<O, R, P, C>> & {
    readonly serves?: readonly S[]
    readonly balances?: readonly S[]
    readonly encrypts?: boolean
    readonly removes?: readonly string[]
    apply(context: Context<O, R, P, C>, situation: Situation): Contribution
  },
): Feature<S> {
  // The cast is safe: the charm declares the options and endpoints of its features, so its context holds what these types promise.
  return of as unknown as Feature<S>
}

/** What a feature makes of the data of an answer. */
export type FromAnswer = Pick<Contribution, 'data' | 'sections'>

/**
 * Makes a contribution of an answer: the steps that ask for it; its data and sections, once it is ready and fit for a file; until then the
 * status that says why not.
 */
export function fromAnswer<Data>(
  answer: Answer<Data>,
  then: (data: Data) => FromAnswer,
): FromAnswer & Pick<Contribution, 'publish' | 'unready'> {
  const publish = answer.steps
  const status = statusOf(answer)
  if (status !== undefined || answer.state !== 'ready') return { publish, unready: status ? [status] : [] }
  const { data = {}, sections = {} } = then(answer.data)
  const unsafe = findUnsafe(data) ?? findRefused(sections, (text) => osloConfig.refuses(text))
  if (unsafe === undefined) return { publish, data, sections }
  return { publish, unready: [blocked(`'${answer.label}' invalid: ${unsafe.path.split('.').at(-1)}: ${unsafe.why}`)] }
}
