/** The charms on the other side, as `keystone_utils.py`, the library of keystone on Kubernetes and the clients leave the relation. */
import { completeView, type Databag, isFault } from '@charm-layers/relation'
import { type Counterpart, type LocalBags, type RelationData, writeUnits, writtenBag } from '@charm-layers/relation/testing'
import { applicationOf, clearKeys, isRecord, parseJson, pythonJson } from '@charm-layers/relation/wire'
import { type AnswerBag, encodeAnswer, isRetired } from '../answer.ts'
import { provides } from '../provides.ts'
import { type ClientLists, type ClientRequest, decodeAppRequest, type EndpointUrls, encodeAppRequest, encodeRequest } from '../request.ts'
import { serviceType } from '../services.ts'
import { type AnswerOptions, PASSWORD, SECRET_ID, type TypicalAnswer, typicalAnswer } from './typical.ts'

/** What a test may choose about a keystone. A password that differs from the one before is a rotation. */
export interface KeystoneQuirks extends AnswerOptions {
  /** Name of the unit that leads; by default the first. A former leader keeps its answer. */
  readonly leader?: string
  /** Keystone's own region, which it tells clients that ask for its address only. */
  readonly region?: string
  /** Waits for its database, or for its hacluster: it answers no new request, and its earlier answers stay. */
  readonly waiting?: true
  /** The answer names the secret, but the client may not read it yet. */
  readonly ungranted?: true
  /** Stands in front of user names (`service-admin-prefix`). */
  readonly userPrefix?: string
  /** Endpoints of other services, for clients that have subscribed. */
  readonly catalog?: Readonly<Record<string, EndpointUrls>>
  /** The year of the charm: it does not write keys that were added later. From 2016 on. */
  readonly year?: number
}

/** What a test may choose about a client. Without quirks it registers one service, which has the name of its application. */
export interface ClientQuirks extends Partial<ClientLists> {
  /** `kubernetes` asks in the bag of the application alone. */
  readonly form?: 'register' | 'address' | 'kubernetes'
  /** Names of services by prefix; of one service with the prefix `''`. */
  readonly services?: Readonly<Record<string, string>>
  readonly region?: string
  /** URL of all endpoints. */
  readonly url?: string
  /** With a description, the leader also asks in the application's databag. */
  readonly description?: string
  /** A classic charm with a virtual address, whose hacluster is not ready: it asks nothing yet. */
  readonly waiting?: true
}

/** The year in which charm-keystone began to write a key. */
const SINCE: Readonly<Record<string, number>> = {
  service_domain_id: 2018,
  created_roles: 2020,
  admin_project_id: 2020,
  admin_user_id: 2020,
  internal_host: 2021,
  internal_port: 2021,
  internal_protocol: 2021,
  service_type: 2022,
  admin_role: 2022,
  service_user_id: 2023,
}

const answered = (quirks: KeystoneQuirks, username: string): TypicalAnswer => typicalAnswer(`${quirks.userPrefix ?? ''}${username}`, quirks)

/**
 * What keystone writes in the hook of one client unit. An error in the hook undoes all its writes; an incomplete request gets no answer.
 */
const answerTo = (bag: Databag, quirks: KeystoneQuirks): { readonly answer?: AnswerBag; readonly request?: ClientRequest } | 'error' => {
  const state = provides.read(completeView({ remoteUnits: new Map([['client/0', bag]]) }))
  // An unknown service is an error; a `None` beside prefixes silences it.
  if (state.state === 'invalid') return bag[state.key] === 'None' ? {} : 'error'
  if (state.state !== 'ready') return {}
  const request = state.data
  const createdRoles = request.requestedRoles
  if (request.form === 'register') {
    return { request, answer: { ...answered(quirks, request.username), createdRoles, serviceType: request.serviceType } }
  }
  const { service, auth, internal, apiVersion, adminDomainId } = answered(quirks, '')
  const type = serviceType((bag.service ?? '').split('_')[0] ?? '')
  const where = { service, auth, internal, apiVersion, adminDomainId, region: quirks.region ?? 'RegionOne' }
  return { request, answer: { ...where, createdRoles, ...(type === undefined ? {} : { serviceType: type }) } }
}

/** Gives the notification on the services that clients have subscribed to; a former notification stays. */
const notification = (before: Databag, requests: readonly ClientRequest[], quirks: KeystoneQuirks): Databag => {
  const own = requests.flatMap((request) =>
    request.form === 'register' ? request.endpoints.map(({ service, urls }) => [service, urls]) : [],
  )
  const catalog: Readonly<Record<string, EndpointUrls>> = { ...quirks.catalog, ...Object.fromEntries(own) }
  const news = requests
    .flatMap(({ subscribe }) => subscribe)
    .flatMap((service) => (Object.hasOwn(catalog, service) ? [[service, catalog[service]]] : []))
  const old = parseJson(before.ep_changed ?? '')
  if (news.length === 0) return {}
  const changed = { ...(isRecord(old) ? old : {}), ...Object.fromEntries(news) }
  return { catalog_ttl: '60', ep_changed: pythonJson(changed) }
}

const onMachines = (relation: RelationData, local: LocalBags, quirks: KeystoneQuirks): RelationData => {
  const leader = quirks.leader ?? Object.keys(relation.remoteUnits)[0] ?? ''
  const before = relation.remoteUnits[leader]
  if (before === undefined) return relation
  let bag = before
  const requests: ClientRequest[] = []
  for (const theirs of Object.values(local.units)) {
    const done = answerTo(theirs, quirks)
    if (done === 'error') return relation
    if (done.answer === undefined || done.request === undefined) continue
    requests.push(done.request)
    // keystone writes only the keys of this answer, so the keys of an answer in another form stay for ever.
    const named = Object.entries(encodeAnswer(done.answer, 'unit')).filter(
      ([key, value]) => (quirks.year ?? 2024) >= (SINCE[key] ?? 0) && (value !== '' || key === 'created_roles'),
    )
    const retired = done.request.form === 'register' ? clearKeys(bag, isRetired) : {}
    bag = writtenBag(bag, { ...Object.fromEntries(named), ...retired })
  }
  const news = notification(before, requests, quirks)
  return {
    ...relation,
    remoteAppData: writtenBag(relation.remoteAppData, news),
    remoteUnits: { ...relation.remoteUnits, [leader]: writtenBag(bag, news) },
  }
}

const onKubernetes = (relation: RelationData, local: LocalBags, quirks: KeystoneQuirks): RelationData => {
  const request = decodeAppRequest(local.app ?? {})
  if (request === undefined || isFault(request)) return relation
  const [unit = 'client/0'] = Object.keys(local.units)
  const username = `svc_${applicationOf(unit)}`
  const secrets = { ...relation.secrets, [SECRET_ID]: { username, password: quirks.password ?? PASSWORD } }
  return {
    ...relation,
    remoteAppData: writtenBag(relation.remoteAppData, encodeAnswer(answered(quirks, username), 'app')),
    ...(quirks.dialect === 'secret' && !quirks.ungranted ? { secrets } : {}),
  }
}

/** Plays keystone, for the test of a charm that requires one. Its units are those of the relation. */
export const counterpartForRequirer =
  (quirks: KeystoneQuirks = {}): Counterpart =>
  (relation, local) => {
    if (quirks.waiting) return relation
    return (quirks.dialect ?? 'unit') === 'unit' ? onMachines(relation, local, quirks) : onKubernetes(relation, local, quirks)
  }

/** Plays a client, for the test of a charm that provides keystone. It asks in its first hook, and never changes its request. */
export const counterpartForProvider =
  (quirks: ClientQuirks = {}): Counterpart =>
  (relation) => {
    const { form = 'register', services = { '': relation.remoteApp }, region = 'RegionOne', description } = quirks
    const { requestedRoles = [], addRoleToAdmin = [], subscribe = [] } = quirks
    if (quirks.waiting || Object.keys(relation.remoteUnits).length === 0) return relation
    const [address = ''] = Object.values(relation.remoteUnits).map((bag) => bag['ingress-address'] ?? '')
    const url = quirks.url ?? `http://${address}:8779/v1.0/$(tenant_id)s`
    const urls = { public: url, internal: url, admin: url }
    const endpoints = Object.entries(services).map(([prefix, service]) => ({ prefix, service, region, urls }))
    const lists = { requestedRoles, addRoleToAdmin, subscribe }
    const request = encodeRequest(form === 'address' ? { form, ...lists } : { form: 'register', endpoints, ...lists })
    const asked = form === 'kubernetes' ? relation : writeUnits(relation, () => request)
    if (form !== 'kubernetes' && description === undefined) return asked
    const described = endpoints.map(({ service }) => ({
      service,
      type: serviceType(service) ?? service,
      description: description ?? '',
      urls,
    }))
    return { ...asked, remoteAppData: writtenBag(relation.remoteAppData, encodeAppRequest({ region, endpoints: described })) }
  }
