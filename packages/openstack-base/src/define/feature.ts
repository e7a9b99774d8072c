/** A feature: what many charms have in common, with everything that belongs to it, in one value. */
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
import type { Release } from '../releases.ts'
import { unsafePath, whyUnsafe } from '../render/control.ts'
import type { Section } from '../render/oslo-config.ts'
import type { TemplateData } from '../render/values.ts'
import type { Port } from './port.ts'

/** A daemon of the charm: its systemd unit, and the ports that it serves. */
export interface Service {
  readonly unit: string
  /** Such as 8779, which is TCP, or `5354/udp`. */
  readonly ports?: readonly Port[]
}

/** What features know of the charm and of the machine it is on. */
export interface Situation {
  readonly charm: string
  /** User of the daemons; its group reads the configuration. */
  readonly user: string
  readonly services: Readonly<Record<string, Service>>
  readonly release: Release
}

/** What a feature adds in one hook. */
export interface Contribution {
  /** Told to Juju at once, whatever else is missing. */
  readonly publish?: Desired
  /** Reasons for which no configuration can be written yet, or at all. */
  readonly unready?: readonly Status[]
  readonly packages?: readonly string[]
  /** Template data. A name that another feature gives too is an error. */
  readonly data?: TemplateData
  /** Sections of oslo.config by heading: in templates, text under `sections`. */
  readonly sections?: Readonly<Record<string, Section>>
  /** Keeps the services stopped and masked. Without it, services that run go on running while something is missing. */
  readonly hold?: boolean
  /** Steps between the configuration and the services. */
  readonly prepare?: () => Desired
  /** Steps once the services run. */
  readonly finish?: () => Desired
}

/** An action of a feature. */
export interface FeatureAction<C extends Context = Context> {
  readonly description: string
  /** Runs it, as the action of a charm. */
  run(context: C, situation: Situation): ActionOutcome
}

type Declared<O extends Options, R, P, C, Of extends Context> = Pick<Definition, 'extraBindings'> & {
  readonly options?: O
  readonly requires?: R
  readonly provides?: P
  readonly peers?: C
  readonly actions?: Readonly<Record<string, FeatureAction<Of>>>
}

/** A feature as a charm takes it; `S` are the names of the services that it is about. */
export interface Feature<S extends string = never>
  extends Declared<Options, Definition['requires'], Definition['provides'], Definition['peers'], Context> {
  /** Services of the charm that it is about. A charm that lacks one, or one without a TCP port, is refused. */
  readonly serves?: readonly S[]
  /** Gives what it adds in this hook. */
  apply(context: Context, situation: Situation): Contribution
}

/** Makes a feature. Types of config and relations follow from what it declares. */
export function feature<
  const O extends Options = Record<never, never>,
  const R extends NonNullable<Definition['requires']> = Record<never, never>,
  const P extends NonNullable<Definition['provides']> = Record<never, never>,
  const C extends NonNullable<Definition['peers']> = Record<never, never>,
  const S extends string = never,
>(
  of: Declared<O, R, P, C, Context<O, R, P, C>> & {
    readonly serves?: readonly S[]
    apply(context: Context<O, R, P, C>, situation: Situation): Contribution
  },
): Feature<S> {
  // The charm's definition takes in what is declared here, so its context has what these types say.
  return of as unknown as Feature<S>
}

type FromAnswer = Pick<Contribution, 'data' | 'sections'>

/** Gives what asks for an answer, and what follows from it: its data, once they are there and can be written into a file. */
export function fromAnswer<Data>(
  answer: Answer<Data>,
  then: (data: Data) => FromAnswer,
): FromAnswer & Pick<Contribution, 'publish' | 'unready'> {
  const publish = answer.steps
  const status = statusOf(answer)
  if (status !== undefined || answer.state !== 'ready') return { publish, unready: status ? [status] : [] }
  const { data = {}, sections = {} } = then(answer.data)
  const unsafe = unsafePath({ ...data, ...sections })
  if (unsafe === undefined) return { publish, data, sections }
  return { publish, unready: [blocked(`'${answer.label}' invalid: ${unsafe.split('.').at(-1)}: ${whyUnsafe}`)] }
}

/** As `fromAnswer`, for what this package can only speak plainly: without the authority of the other side the service could not connect. */
export const fromPlainAnswer = <Data extends { readonly tls?: unknown }>(
  answer: Answer<Data>,
  then: (data: Data) => FromAnswer,
): FromAnswer & Pick<Contribution, 'publish' | 'unready'> =>
  answer.state === 'ready' && answer.data.tls !== undefined
    ? { publish: answer.steps, unready: [blocked(`'${answer.label}' offers TLS, which this charm does not speak yet`)] }
    : fromAnswer(answer, then)
