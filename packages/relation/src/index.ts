/**
 * What both sides of every interface share: views of relations, states, secrets. It is pure and has no dependency, so that a charm, a
 * test, a dashboard or another runtime can use an interface package.
 */
export { isSecret, type Secret, type SecretShown, secret, watchSecrets } from './secret.ts'
export {
  type Databags,
  type Interface,
  type PeerInterface,
  type PeersSide,
  type ProvidesSide,
  peersSide,
  providesSide,
  type RequiresSide,
  requiresSide,
  type SideFacts,
} from './sides.ts'
export { type Absent, absent, awaiting, type Fault, invalid, isFault, type Ready, ready, type State, type Waiting } from './state.ts'
export { completeView, type Databag, type PartialView, type RelationView } from './view.ts'
