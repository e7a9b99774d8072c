/** The sides of an interface: pure functions over one view of a relation, without I/O, clock or Juju. */
import type { State } from './state.ts'
import { completeView, type Databag, type RelationView } from './view.ts'

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

// The three that follow only make an object, and bundlers are told so: of an interface that nobody uses, nothing is left in a bundle.

/** Makes the side that asks of two functions that get complete views. */
export const requiresSide = /* @__NO_SIDE_EFFECTS__ */ <Request, Answer>(
  name: string,
  read: (view: RelationView, request: Request) => State<Answer>,
  write: (request: Request, view: RelationView) => Databags,
): RequiresSide<Request, Answer> => ({
  interface: name,
  side: 'requires',
  read: (view, request) => read(completeView(view), request),
  write: (request, view) => write(request, completeView(view)),
})

/** What the two sides that are told without a question have in common. */
const telling = <Told, Read>(
  read: (view: RelationView) => State<Read>,
  write: (told: Told, view: RelationView) => Databags,
): { read(view: RelationView): State<Read>; write(told: Told, view: RelationView): Databags } => ({
  read: (view) => read(completeView(view)),
  write: (told, view) => write(told, completeView(view)),
})

/** Makes the side that answers of two functions that get complete views. */
export const providesSide = /* @__NO_SIDE_EFFECTS__ */ <Request, Answer>(
  name: string,
  read: (view: RelationView) => State<Request>,
  write: (answer: Answer, view: RelationView) => Databags,
): ProvidesSide<Request, Answer> => ({ interface: name, side: 'provides', ...telling(read, write) })

/** Makes a peer relation of two functions that get complete views. */
export const peersSide = /* @__NO_SIDE_EFFECTS__ */ <Own, Peers>(
  name: string,
  read: (view: RelationView) => State<Peers>,
  write: (own: Own, view: RelationView) => Databags,
): PeersSide<Own, Peers> => ({ interface: name, side: 'peers', ...telling(read, write) })
