/**
 * What a charm sees of a relation, and what an interface package makes of it. Types only: an interface package imports these
 * and nothing else of the runtime, so that a test, a dashboard or another runtime can use it.
 */

/** The keys and values of one databag. Juju stores strings only; a key that is absent and one that is empty are the same. */
export type Databag = Readonly<Record<string, string>>

/** Everything a unit can see of one relation at the start of a hook. */
export interface RelationView {
  /** Endpoint and number, such as `amqp:3`. */
  readonly id: string
  /** Name of the unit that looks, such as `trove/0`. */
  readonly localUnit: string
  readonly localUnitData: Databag
  /** The own application's bag: for the leader, and for every unit of a peer relation. Otherwise it cannot be read. */
  readonly localAppData?: Databag
  readonly remoteApp: string
  readonly remoteAppData: Databag
  /** Bags of the remote units, in the order in which Juju lists them. */
  readonly remoteUnits: ReadonlyMap<string, Databag>
  /** Contents of Juju secrets named in the bags, by the id as it stands there. */
  readonly secrets?: ReadonlyMap<string, Databag>
}

/** What a side concludes from a relation. Data is there in one of the four only, so it cannot be used before it is ready. */
export type State<Data> =
  | { readonly state: 'absent' }
  | { readonly state: 'waiting' /** Keys or facts that are not there yet. */; readonly missing: readonly string[] }
  | { readonly state: 'ready'; readonly data: Data }
  | { readonly state: 'invalid' /** The key at fault. */; readonly key: string /** What is wrong with it. */; readonly why: string }

/** What the own bags should hold. A key with the empty value should not be there; keys that are not named are left alone. */
export interface Databags {
  readonly unit?: Databag
  /** Written by the leader only. */
  readonly app?: Databag
}

/** The side that asks: it writes a request and reads the answer. */
export interface RequiresSide<Request, Answer> {
  readonly interface: string
  readonly side: 'requires'
  /** Reads the answer to this request. Never throws. */
  read(view: RelationView, request: Request): State<Answer>
  /** Gives the databags that state this request. */
  write(request: Request, view: RelationView): Databags
}

/** The side that answers: it reads what the clients of one relation ask for and writes the answer. */
export interface ProvidesSide<Request, Answer> {
  readonly interface: string
  readonly side: 'provides'
  /** Reads what is asked for. Never throws. */
  read(view: RelationView): State<Request>
  /** Gives the databags that state this answer. */
  write(answer: Answer, view: RelationView): Databags
}

/** A peer relation: every unit writes about itself and reads about the others. */
export interface PeersSide<Own, Peers> {
  readonly interface: string
  readonly side: 'peers'
  /** Reads what the other units have written. Never throws. */
  read(view: RelationView): State<Peers>
  /** Gives the databags that state what this unit tells the others. */
  write(own: Own, view: RelationView): Databags
}

/** An interface as its package exports it: one value that holds both sides. */
export interface Interface<Request, Answer, AnswerRead = Answer, RequestRead = Request> {
  readonly requires: RequiresSide<Request, AnswerRead>
  readonly provides: ProvidesSide<RequestRead, Answer>
  /** Each unit sees only what shares its machine: one of the two applications is subordinate to the other. */
  readonly scope?: 'container'
}

/** A peer interface as its package exports it. */
export interface PeerInterface<Own, Peers> {
  readonly peers: PeersSide<Own, Peers>
}

export type { Secret } from './secret.ts'
