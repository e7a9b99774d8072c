/** The client's side of keystone: has endpoints registered, and reads the service user and where keystone is. */
import type { Databag, Databags, RelationView, RequiresSide, State } from '@charm-layers/relation'
import { addressOf, type Identity, identityOf, type KeystoneAddress } from './identity.ts'
import { addressFault, appRequest, clientRequest, type Extras, type KeystoneRequest, listsOf, requestFault } from './request.ts'
import { isFault } from './text.ts'
import { completeView } from '@charm-layers/relation'
import { type AnswerBag, type Dialect, decodeAnswer, type Get, reader, spell } from './wire.ts'
import { type ClientRequest, encodeRequest, isRequestKey, NONE } from './wire-request.ts'

/** The request of a client that registers nothing. */
export type KeystoneAddressRequest = Extras

const ADDRESS_KEYS: readonly string[] = ['service_host', 'service_protocol', 'service_port', 'auth_host', 'auth_protocol', 'auth_port']
/** On machines what is not told is `http`, as charm-helpers reads it: keystone writes all of an answer in one hook. */
const PROTOCOLS: readonly string[] = ['service_protocol', 'auth_protocol']
const USER_KEYS: readonly string[] = ['service_tenant', 'service_username', 'service_password', 'service_tenant_id']
/** Keys that complete answers must agree on beside the required ones. */
const COMPARED: readonly string[] = ['internal_host', 'internal_protocol', 'internal_port', 'api_version', 'service_domain']

/** Fetches the user from the secret that keystone on Kubernetes names; undefined while it cannot be read. */
const credentialsOf = (view: RelationView): Databag | undefined => {
  const id = view.remoteAppData['service-credentials']
  if (!id) return {}
  const { username, password } = view.secrets?.get(id) ?? {}
  return username && password ? { service_username: username, service_password: password } : undefined
}

const find = <Data>(view: RelationView, user: readonly string[], make: (bag: AnswerBag) => Data | undefined): State<Data> => {
  const required = [...ADDRESS_KEYS, ...user]
  const app: Get = Object.keys(view.remoteAppData).length === 0 ? () => undefined : reader(view.remoteAppData, 'app')
  // charm-keystone on machines has an application databag too, but none of these keys in it.
  const kubernetes = [...ADDRESS_KEYS, ...USER_KEYS, 'service_credentials'].some((key) => app(key) !== undefined)
  const dialect: Dialect = kubernetes ? 'app' : 'unit'
  const waiting = (keys: readonly string[]): State<Data> => ({ state: 'waiting', missing: keys.map((key) => spell(key, dialect)) })
  if (view.remoteUnits.size === 0 && !kubernetes) return { state: 'absent' }
  const credentials = credentialsOf(view)
  if (user.length > 0 && credentials === undefined) return waiting(['service_credentials'])
  // Keystone on Kubernetes may have answered before any of its units can be seen.
  const bags = view.remoteUnits.size === 0 ? [{}] : [...view.remoteUnits.values()]
  const complete: Get[] = []
  let missing = required
  for (const bag of bags) {
    const unit = reader(bag, 'unit')
    // The application's values win, key by key, as upstream reads them.
    const get: Get = (key) => credentials?.[key] ?? app(key) ?? unit(key)
    const lacks = required.filter((key) => get(key) === undefined)
    // Before version 3 of the API charm-helpers does without the project's id.
    const free = get('api_version')?.startsWith('3') ? PROTOCOLS : [...PROTOCOLS, 'service_tenant_id']
    if (lacks.every((key) => !kubernetes && free.includes(key))) complete.push(get)
    else if (lacks.length < missing.length) missing = lacks
  }
  const [first] = complete
  if (first === undefined) return waiting(missing)
  // A former leader keeps its answer, and nothing in it says which is newer. So they have to agree.
  const keys = complete.length === 1 ? [] : [...required, ...COMPARED]
  const differing = keys.filter((key) => new Set(complete.flatMap((get) => get(key) ?? (PROTOCOLS.includes(key) ? 'http' : []))).size > 1)
  if (differing.length > 0) return waiting(differing)
  const answer = decodeAnswer(first, (key) => spell(key, app(key) === undefined ? 'unit' : 'app'))
  if (isFault(answer)) return answer
  const data = make(answer)
  return data === undefined ? waiting(required) : { state: 'ready', data }
}

/** Takes away whatever would be part of a request, and any `None`, which would turn it into another. */
const withdrawn = (bag: Databag): Databag =>
  Object.fromEntries(
    Object.entries(bag)
      .filter(([key, value]) => isRequestKey(key) || value === NONE)
      .map(([key]) => [key, '']),
  )

/** Writes a request, or takes the last one back, in the unit databag and for keystone on Kubernetes. */
const bagsOf = (view: RelationView, request: ClientRequest | undefined, app: Databag | undefined): Databags => {
  const old = Object.keys(view.localAppData ?? {}).filter((key) => key === 'region' || key === 'service-endpoints')
  const forAll = app ?? (old.length === 0 ? undefined : Object.fromEntries(old.map((key) => [key, ''])))
  return {
    unit: { ...withdrawn(view.localUnitData), ...(request === undefined ? {} : encodeRequest(request)) },
    ...(forAll === undefined ? {} : { app: forAll }),
  }
}

/** The requires side of a charm that registers endpoints. */
export const requires: RequiresSide<KeystoneRequest, Identity> = {
  interface: 'keystone',
  side: 'requires',
  read: (view, request) => requestFault(request) ?? find(completeView(view), USER_KEYS, identityOf),
  write: (request, view) =>
    requestFault(request) === undefined
      ? bagsOf(completeView(view), clientRequest(request), appRequest(request))
      : bagsOf(completeView(view), undefined, undefined),
}

/** The requires side of a charm that only wants to know where keystone is. */
export const addressRequires: RequiresSide<KeystoneAddressRequest, KeystoneAddress> = {
  interface: 'keystone',
  side: 'requires',
  read: (view, request) => addressFault(request) ?? find(completeView(view), [], addressOf),
  write: (request, view) =>
    bagsOf(completeView(view), addressFault(request) === undefined ? { form: 'address', ...listsOf(request) } : undefined, undefined),
}
