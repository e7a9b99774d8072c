/** The endpoints of a charm, and what a charm can do with the relations on them. */
import type { Databag, Interface, PeerInterface } from '@charm-layers/relation'
import type { Answer } from './answer.ts'
import type { Refused } from './not-supported.ts'
import type { DatabagStep } from './steps/index.ts'

/** What a charm says of an endpoint beside its interface: `{ ...amqp, limit: 1 }`. */
export interface EndpointOptions {
  /** `container`: one of the two applications is a subordinate, and each unit sees only the unit on its own machine. */
  readonly scope?: 'container'
  /** How many relations the endpoint takes. */
  readonly limit?: number
  /** Whether the charm works without the relation. Juju tells operators, and does nothing else. */
  readonly optional?: boolean
}

/** The interfaces of the endpoints that require, by the name of the endpoint. */
export type RequiresEndpoints = Readonly<Record<string, Pick<Interface<never, never, unknown>, 'requires' | 'scope'> & EndpointOptions>>

/** The interfaces of the endpoints that provide, by the name of the endpoint. */
export type ProvidesEndpoints = Readonly<
  Record<string, Pick<Interface<never, never, unknown, unknown>, 'provides' | 'scope'> & EndpointOptions>
>

/** The interfaces of the peer endpoints, by the name of the endpoint. */
export type PeersEndpoints = Readonly<
  Record<string, PeerInterface<never, unknown> & Refused<Record<keyof EndpointOptions, 'Juju makes the one relation of peers itself'>>>
>

/** An endpoint that requires: the charm asks, and reads the answer. */
export interface Requirer<Request, Data> {
  /** The id of the relation, such as `shared-db:3`; undefined while there is none. */
  readonly relationId: string | undefined
  /**
   * Gives the answer to a request, with the steps that write the request into every relation of the endpoint. The answer is invalid when
   * two applications are related: the charm could not tell which one to use.
   */
  ask(request: Request): Answer<Data>
}

/** One relation of an endpoint that provides: what the application at the other end asks for, and how to answer it. */
export interface Client<Request, Data> {
  readonly relationId: string
  readonly application: string
  readonly units: readonly string[]
  readonly request: Answer<Request>
  /** Gives the step that writes the answer into this relation. */
  reply(answer: Data): DatabagStep
}

/** An endpoint that provides: the applications that use it, in the order in which Juju lists them. */
export interface Provider<Request, Data> {
  readonly clients: readonly Client<Request, Data>[]
}

/** A peer endpoint: the unit tells the other units of its application something, and reads what they have told. */
export interface Peers<Own, Data> {
  /** Names of the other units. */
  readonly units: readonly string[]
  /** Gives the steps that tell the other units. */
  tell(own: Own): readonly DatabagStep[]
  readonly told: Answer<Data>
  /** What this unit has told so far, as it stands in its databag. */
  readonly own: Databag
}

type DataOf<S> = S extends { readonly state: 'ready'; readonly data: infer D } ? D : never
type AnswerOf<I> = I extends { readonly requires: { read(...args: never): infer S } } ? DataOf<S> : never
type RequirerOf<I> = I extends {
  readonly requires: { write(request: infer Q, view: never): unknown; read(view: never, request: never): unknown }
}
  ? Requirer<Q, AnswerOf<I>>
  : never
type ProviderOf<I> = I extends { readonly provides: { write(answer: infer A, view: never): unknown; read(...args: never): infer S } }
  ? Provider<DataOf<S>, A>
  : never
type PeersOf<I> = I extends { readonly peers: { write(own: infer O, view: never): unknown; read(...args: never): infer S } }
  ? Peers<O, DataOf<S>>
  : never

/** The endpoints of a charm by name. Each has the operations of its role: requires, provides or peers. */
export type Relations<R, P, C> = { readonly [E in keyof R]: RequirerOf<R[E]> } & { readonly [E in keyof P]: ProviderOf<P[E]> } & {
  readonly [E in keyof C]: PeersOf<C[E]>
}
