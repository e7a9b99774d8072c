/** The client's side of keystone: has endpoints registered, and reads the service user and where keystone is. */
import type { Databag, Databags, RelationView, RequiresSide, State } from '@charm-layers/relation'
import { absent, awaiting, isFault, ready, requiresSide } from '@charm-layers/relation'
import { clearKeys } from '@charm-layers/relation/wire'
import { type AnswerBag, type Dialect, decodeAnswer, respelt, spell } from './answer.ts'
import { addressFault, appRequest, clientRequest, type Extras, type KeystoneRequest, listsOf, requestFault } from './endpoints.ts'
import { addressOf, type Identity, identityOf, type KeystoneAddress } from './identity.ts'
import { type ClientRequest, encodeRequest, isRequestKey, NONE } from './request.ts'

/** The request of a client that registers nothing. */
export type KeystoneAddressRequest = Extras

const ADDRESS_KEYS: readonly string[] = ['service_host', 'service_protocol', 'service_port', 'auth_host', 'auth_protocol', 'auth_port']
/**
 * Keys that an answer on machines may lack: charm-helpers then takes `http`. Nothing is still to come, since keystone writes an answer in
 * one hook.
 */
const PROTOCOLS: readonly string[] = ['service_protocol', 'auth_protocol']
const USER_KEYS: readonly string[] = ['service_tenant', 'service_username', 'service_password', 'service_tenant_id']
/** Keys on which complete answers must agree besides the required ones. */
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
  const app = Object.keys(view.remoteAppData).length === 0 ? {} : respelt(view.remoteAppData, 'app')
  // charm-keystone on machines writes an application databag too, but with none of these keys.
  const kubernetes = [...ADDRESS_KEYS, ...USER_KEYS, 'service_credentials'].some((key) => app[key] !== undefined)
  const dialect: Dialect = kubernetes ? 'app' : 'unit'
  const waiting = (keys: readonly string[]): State<Data> => awaiting(...keys.map((key) => spell(key, dialect)))
  if (view.remoteUnits.size === 0 && !kubernetes) return absent
  const credentials = credentialsOf(view)
  if (user.length > 0 && credentials === undefined) return waiting(['service_credentials'])
  // Keystone on Kubernetes may have written its application databag before the relation shows any of its units.
  const bags = view.remoteUnits.size === 0 ? [{}] : [...view.remoteUnits.values()]
  const complete: Databag[] = []
  let missing = required
  for (const unit of bags) {
    // The application's values win, key by key, as upstream reads them.
    const bag = { ...respelt(unit, 'unit'), ...app, ...credentials }
    const lacks = required.filter((key) => bag[key] === undefined)
    // Before version 3 of the API charm-helpers does not need the project's id.
    const free = bag.api_version?.startsWith('3') ? PROTOCOLS : [...PROTOCOLS, 'service_tenant_id']
    if (lacks.every((key) => !kubernetes && free.includes(key))) complete.push(bag)
    else if (lacks.length < missing.length) missing = lacks
  }
  const [first] = complete
  if (first === undefined) return waiting(missing)
  // A former leader keeps its answer, and nothing in two answers says which is newer. So all answers have to agree.
  const keys = complete.length === 1 ? [] : [...required, ...COMPARED]
  const differing = keys.filter((key) => new Set(complete.flatMap((bag) => bag[key] ?? (PROTOCOLS.includes(key) ? 'http' : []))).size > 1)
  if (differing.length > 0) return waiting(differing)
  const answer = decodeAnswer(first)
  if (isFault(answer)) return { ...answer, key: spell(answer.key, app[answer.key] === undefined ? 'unit' : 'app') }
  const data = make(answer)
  return data === undefined ? waiting(required) : ready(data)
}

/** Writes a request, or removes the former one, in the unit databag and in the application databag for keystone on Kubernetes. */
const bagsOf = ({ localUnitData, localAppData = {} }: RelationView, request?: ClientRequest, app?: Databag): Databags => {
  const forAll = app ?? clearKeys(localAppData, (key) => key === 'region' || key === 'service-endpoints')
  return {
    unit: {
      // Every key of a request is emptied, and every key that holds `None`, which would turn the request into one for the address only.
      ...clearKeys(localUnitData, (key) => isRequestKey(key) || localUnitData[key] === NONE),
      ...(request === undefined ? {} : encodeRequest(request)),
    },
    ...(Object.keys(forAll).length === 0 ? {} : { app: forAll }),
  }
}

/** The requires side of a charm that registers endpoints. */
export const requires: RequiresSide<KeystoneRequest, Identity> = requiresSide(
  'keystone',
  (view, request) => requestFault(request) ?? find(view, USER_KEYS, identityOf),
  (request, view) => (requestFault(request) === undefined ? bagsOf(view, clientRequest(request), appRequest(request)) : bagsOf(view)),
)

/** The requires side of a charm that only wants to know where keystone is. */
export const addressRequires: RequiresSide<KeystoneAddressRequest, KeystoneAddress> = requiresSide(
  'keystone',
  (view, request) => addressFault(request) ?? find(view, [], addressOf),
  (request, view) => (addressFault(request) === undefined ? bagsOf(view, { form: 'address', ...listsOf(request) }) : bagsOf(view)),
)
