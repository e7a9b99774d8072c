/** The definition of a charm: the one source of its behaviour, its types and its YAML files. */
import type { Answer } from './answer.ts'
import type { Event, Identity } from './event.ts'
import type { HostFacts } from './host.ts'
import type { ConfigOf, Options } from './option.ts'
import type { Interface, PeerInterface, Secret } from '@charm-layers/relation'
import type { CommandStep, DatabagStep, Desired, ProbeStep, SharedSecretStep } from './step.ts'

/** The endpoints of one role: endpoint name to interface. */
export type RequiresEndpoints = Readonly<Record<string, Pick<Interface<never, never, unknown>, 'requires' | 'scope'>>>
export type ProvidesEndpoints = Readonly<Record<string, Pick<Interface<never, never, unknown, unknown>, 'provides' | 'scope'>>>
export type PeersEndpoints = Readonly<Record<string, PeerInterface<never, unknown>>>

/** A required endpoint: ask, and see the answer. */
export interface Requirer<Request, Data> {
  /** Whether there is a relation at all. */
  readonly related: boolean
  /** States the request on every relation of the endpoint and reads the answer to it. Two related applications are one too many. */
  ask(request: Request): { readonly request: readonly DatabagStep[]; readonly answer: Answer<Data> }
}

/** One relation of a provided endpoint: what that application asks for, and how to answer it. */
export interface Client<Request, Data> {
  readonly relationId: string
  readonly application: string
  readonly units: readonly string[]
  readonly request: Answer<Request>
  reply(answer: Data): DatabagStep
}
export interface Provider<Request, Data> {
  readonly clients: readonly Client<Request, Data>[]
}

/** A peer endpoint: tell the other units, and see what they have told. */
export interface Peers<Own, Data> {
  /** Names of the other units. */
  readonly units: readonly string[]
  tell(own: Own): readonly DatabagStep[]
  readonly told: Answer<Data>
}

type RequirerOf<I> = I extends {
  readonly requires: { write(request: infer Q, view: never): unknown; read(view: never, request: never): unknown }
}
  ? Requirer<Q, AnswerOf<I>>
  : never
type AnswerOf<I> = I extends { readonly requires: { read(...args: never): infer S } } ? DataOf<S> : never
type ProviderOf<I> = I extends { readonly provides: { write(answer: infer A, view: never): unknown; read(...args: never): infer S } }
  ? Provider<DataOf<S>, A>
  : never
type PeersOf<I> = I extends { readonly peers: { write(own: infer O, view: never): unknown; read(...args: never): infer S } }
  ? Peers<O, DataOf<S>>
  : never
type DataOf<S> = S extends { readonly state: 'ready'; readonly data: infer D } ? D : never

export type Relations<R, P, C> = { readonly [E in keyof R]: RequirerOf<R[E]> } & { readonly [E in keyof P]: ProviderOf<P[E]> } & {
  readonly [E in keyof C]: PeersOf<C[E]>
}

/** Everything a charm may decide from. Reading it has no effect. */
export interface Context<O extends Options = Options, R = unknown, P = unknown, C = unknown> {
  readonly event: Event
  readonly identity: Identity
  readonly leader: boolean
  readonly config: ConfigOf<O>
  readonly relations: Relations<R, P, C>
  /** The own address on an endpoint or an extra binding: the one that others use. Undefined while Juju knows none. */
  readonly address: (binding: string) => string | undefined
  /** The machine: its distribution, its processors, the versions of installed packages. */
  readonly host: HostFacts
  /** A fact that the leader recorded for all units. */
  readonly fact: (name: string) => string | undefined
  /** A random value shared by all units. It is made in one hook and can be used in the next, when Juju has it. */
  readonly sharedSecret: (name: string, bytes?: number) => { readonly step: SharedSecretStep; readonly value: Answer<Secret> }
  /** Asks the machine; the answer, the command's standard output, is there when the rest is decided again. */
  readonly probe: (
    name: string,
    argv: readonly string[],
    options?: Pick<ProbeStep, 'stdin' | 'user'>,
  ) => { readonly step: ProbeStep; readonly output: string | undefined }
  /** What commands of this hook printed, for the results of an action. */
  readonly output: (of: CommandStep) => string | undefined
}

export type Param =
  | { readonly type: 'string'; readonly description: string; readonly default?: string; readonly enum?: readonly string[] }
  | { readonly type: 'integer' | 'number'; readonly description: string; readonly default?: number }
  | { readonly type: 'boolean'; readonly description: string; readonly default?: boolean }
export type Params = Readonly<Record<string, Param>>
interface ParamTypes {
  string: string
  integer: number
  number: number
  boolean: boolean
}
export type ParamsOf<P extends Params> = {
  readonly [K in keyof P]: P[K] extends { readonly default: string | number | boolean }
    ? ParamTypes[P[K]['type']]
    : ParamTypes[P[K]['type']] | undefined
}

/** What an action does and says. A failed one says why. A secret result is shown to whoever ran the action, and kept by Juju with the others. */
export type ActionOutcome =
  | { readonly do?: Desired; readonly results: Readonly<Record<string, string | number | boolean | Secret | undefined>> }
  | { readonly do?: Desired; readonly fail: string }

export interface Action {
  readonly description: string
  readonly params?: Params
  /** Decided again after the steps in `do` have run, so that `results` can hold their outputs. */
  run(context: Context, params: Readonly<Record<string, unknown>>): ActionOutcome
}

export interface Definition<
  O extends Options = Options,
  R extends RequiresEndpoints = RequiresEndpoints,
  P extends ProvidesEndpoints = ProvidesEndpoints,
  C extends PeersEndpoints = PeersEndpoints,
> {
  readonly name: string
  readonly summary: string
  readonly description?: string
  readonly config?: O
  readonly requires?: R
  readonly provides?: P
  readonly peers?: C
  /** Network bindings beside those of the endpoints. */
  readonly extraBindings?: readonly string[]
  readonly actions?: Readonly<Record<string, Action>>
  /** Bases that the charm is made for, such as `ubuntu@24.04`. */
  readonly bases?: readonly string[]
  /** What should be, given what is known. Pure and synchronous; called again when the machine has changed under it. */
  desired(context: Context<O, R, P, C>): Desired
}

/** A definition whose types have served their purpose: what the runtime works with. */
export interface Charm extends Omit<Definition, 'desired'> {
  desired(context: Context): Desired
}

/** Defines a charm. Types of config, relations and actions follow from what is declared. */
export function defineCharm<
  const O extends Options = Record<never, never>,
  const R extends RequiresEndpoints = Record<never, never>,
  const P extends ProvidesEndpoints = Record<never, never>,
  const C extends PeersEndpoints = Record<never, never>,
>(definition: Definition<O, R, P, C>): Charm {
  // The context is built from this same definition, so it has what the definition's types say.
  return definition as unknown as Charm
}

/** Defines an action; the types of its parameters follow from their declaration. */
export const action = <const P extends Params = Record<never, never>>(definition: {
  readonly description: string
  readonly params?: P
  run(context: Context, params: ParamsOf<P>): ActionOutcome
}): Action => ({
  description: definition.description,
  ...(definition.params ? { params: definition.params } : {}),
  // Juju validates parameters against the schema made of the same declaration before the charm runs.
  run: (context, params) => definition.run(context, params as ParamsOf<P>),
})
