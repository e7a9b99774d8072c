/** Endpoints of a charm, and what a charm can do with their relations. */
import type { Interface, PeerInterface } from '@charm-layers/relation'
import type { Answer } from './answer.ts'
import type { DatabagStep } from './steps/index.ts'

/** Required endpoints: endpoint name to interface. */
export type RequiresEndpoints = Readonly<Record<string, Pick<Interface<never, never, unknown>, 'requires' | 'scope'>>>

/** Provided endpoints: endpoint name to interface. */
export type ProvidesEndpoints = Readonly<Record<string, Pick<Interface<never, never, unknown, unknown>, 'provides' | 'scope'>>>

/** Peer endpoints: endpoint name to interface. */
export type PeersEndpoints = Readonly<Record<string, PeerInterface<never, unknown>>>

/** A required endpoint: ask, and see the answer. */
export interface Requirer<Request, Data> {
  /** Its relation, such as `shared-db:3`; undefined while there is none. */
  readonly relationId: string | undefined
  /** States the request on every relation of the endpoint and reads the answer to it. Two related applications are one too many. */
  ask(request: Request): Answer<Data>
}

/** One relation of a provided endpoint: what that application asks for, and how to answer it. */
export interface Client<Request, Data> {
  readonly relationId: string
  readonly application: string
  readonly units: readonly string[]
  readonly request: Answer<Request>
  /** Gives the step that answers. */
  reply(answer: Data): DatabagStep
}

/** A provided endpoint: the applications that use it, in the order in which Juju lists them. */
export interface Provider<Request, Data> {
  readonly clients: readonly Client<Request, Data>[]
}

/** A peer endpoint: tell the other units, and see what they have told. */
export interface Peers<Own, Data> {
  /** Names of the other units. */
  readonly units: readonly string[]
  /** Gives the steps that tell the others. */
  tell(own: Own): readonly DatabagStep[]
  readonly told: Answer<Data>
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

/** The endpoints of a charm by name, each with what its role can do. */
export type Relations<R, P, C> = { readonly [E in keyof R]: RequirerOf<R[E]> } & { readonly [E in keyof P]: ProviderOf<P[E]> } & {
  readonly [E in keyof C]: PeersOf<C[E]>
}
