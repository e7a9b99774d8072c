/** The sides of an interface: pure functions of one view of a relation, without I/O, clock or Juju. */
import type { State } from './state.ts'
import { completeView, type Databag, type RelationView } from './view.ts'

/** What this end's databags should hold. A key with the empty value should not exist; keys that are not named are left alone. */
export interface Databags {
  readonly unit?: Databag
  /** The application databag, which only the leader writes. */
  readonly app?: Databag
}

/** What is true of a side beside its two functions. */
export interface SideFacts {
  /** Set when the side neither reads nor writes application databags: then the runtime does not ask Juju for them. */
  readonly databags?: 'unit'
}

/** The side that asks: it writes a request and reads the answer. */
export interface RequiresSide<Request, Answer> extends SideFacts {
  readonly interface: string
  readonly side: 'requires'
  /** Reads the answer to this request. Never throws. */
  read(view: RelationView, request: Request): State<Answer>
  /** Gives what the databags should hold to make this request. */
  write(request: Request, view: RelationView): Databags
}

/** The side that answers: it reads what the application at the other end asks for, and writes the answer. */
export interface ProvidesSide<Request, Answer> extends SideFacts {
  readonly interface: string
  readonly side: 'provides'
  /** Reads what the other end asks for. Never throws. */
  read(view: RelationView): State<Request>
  /** Gives what the databags should hold to give this answer. */
  write(answer: Answer, view: RelationView): Databags
}

/** A peer relation: each unit writes about itself, and reads what the other units have written. */
export interface PeersSide<Own, Peers> {
  readonly interface: string
  readonly side: 'peers'
  /** Reads what the other units have written. Never throws. */
  read(view: RelationView): State<Peers>
  /** Gives what the databags should hold to tell the other units this. */
  write(own: Own, view: RelationView): Databags
}

/** An interface as its package exports it: one value that holds both sides. */
export interface Interface<Request, Answer, AnswerRead = Answer, RequestRead = Request> {
  readonly requires: RequiresSide<Request, AnswerRead>
  readonly provides: ProvidesSide<RequestRead, Answer>
  /** Set when one of the two applications is a subordinate: each unit then sees only the unit on its own machine. */
  readonly scope?: 'container'
}

/** A peer interface as its package exports it. */
export interface PeerInterface<Own, Peers> {
  readonly peers: PeersSide<Own, Peers>
}

// The comments `@__NO_SIDE_EFFECTS__` tell bundlers that these functions only make an object, so that a bundle leaves out interfaces that
// the charm does not use.

/** Makes the side that asks from its two functions. Both get complete views. */
export const requiresSide = /* @__NO_SIDE_EFFECTS__ */ <Request, Answer>(
  name: string,
  read: (view: RelationView, request: Request) => State<Answer>,
  write: (request: Request, view: RelationView) => Databags,
  facts: SideFacts = {},
): RequiresSide<Request, Answer> => ({
  ...facts,
  interface: name,
  side: 'requires',
  read: (view, request) => read(completeView(view), request),
  write: (request, view) => write(request, completeView(view)),
})

/** The functions of a side whose reader needs only the view: the side that answers, and a peer relation. */
const telling = <Told, Read>(
  read: (view: RelationView) => State<Read>,
  write: (told: Told, view: RelationView) => Databags,
): { read(view: RelationView): State<Read>; write(told: Told, view: RelationView): Databags } => ({
  read: (view) => read(completeView(view)),
  write: (told, view) => write(told, completeView(view)),
})

/** Makes the side that answers from its two functions. Both get complete views. */
export const providesSide = /* @__NO_SIDE_EFFECTS__ */ <Request, Answer>(
  name: string,
  read: (view: RelationView) => State<Request>,
  write: (answer: Answer, view: RelationView) => Databags,
  facts: SideFacts = {},
): ProvidesSide<Request, Answer> => ({ ...facts, interface: name, side: 'provides', ...telling(read, write) })

/** Makes a peer relation from its two functions. Both get complete views. */
export const peersSide = /* @__NO_SIDE_EFFECTS__ */ <Own, Peers>(
  name: string,
  read: (view: RelationView) => State<Peers>,
  write: (own: Own, view: RelationView) => Databags,
): PeersSide<Own, Peers> => ({ interface: name, side: 'peers', ...telling(read, write) })
