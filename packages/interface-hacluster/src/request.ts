/**
 * The principal's databag. Dictionaries and lists are JSON in keys that start with `json_`; older charms send Python text in keys without
 * that prefix. Application databags are not used.
 */
import { type Databag, type Fault, invalid, isFault } from '@charm-layers/relation'
import {
  defined,
  isList,
  isRecord,
  numberText,
  parseJson,
  parseName,
  parsePythonLiteral,
  portOf,
  pythonJson,
} from '@charm-layers/relation/wire'

/** The rest of a crm command line by the name of the object it makes. */
export type Texts = Readonly<Record<string, string>>

/** What corosync is told when hacluster's own options say nothing and its transport is multicast. */
export interface Corosync {
  readonly bindInterface?: string
  readonly multicastPort?: number
}

/** What a principal has written, as hacluster hands it to crm. What was not sent is empty. */
export interface RequestBag {
  /** Agents, such as `lsb:haproxy`. */
  readonly resources: Texts
  /** What follows name and agent: params, meta, op. */
  readonly resourceParams: Texts
  readonly groups: Texts
  readonly ms: Texts
  readonly clones: Texts
  readonly orders: Texts
  readonly colocations: Texts
  readonly locations: Texts
  /** Services to disable, by resource. Reactive charms send a list, which hacluster cannot look up. */
  readonly initServices: Texts | readonly string[]
  readonly deleteResources: readonly string[]
  /** Written by reactive charms, read by no hacluster. */
  readonly systemdServices: readonly string[]
  readonly corosync: Corosync
}

/** Keys without their prefix, in the order of writing. */
export const DATA_KEYS = [
  'resources',
  'resource_params',
  'groups',
  'ms',
  'clones',
  'orders',
  'colocations',
  'locations',
  'init_services',
  'delete_resources',
  'systemd_services',
] as const

type DataKey = (typeof DATA_KEYS)[number]

/** Writes JSON as charm-helpers does, compact; what is empty is not sent. */
const json = (value: Texts | readonly string[]): string => (Object.keys(value).length === 0 ? '' : pythonJson(value, true))

/** Writes a request. Every key of the form in use is named: an empty value removes the key from the databag. */
export const encodeRequest = (request: RequestBag): Databag => ({
  json_resources: json(request.resources),
  json_resource_params: json(request.resourceParams),
  json_groups: json(request.groups),
  json_ms: json(request.ms),
  json_clones: json(request.clones),
  json_orders: json(request.orders),
  json_colocations: json(request.colocations),
  json_locations: json(request.locations),
  json_init_services: json(request.initServices),
  json_delete_resources: json(request.deleteResources),
  json_systemd_services: json(request.systemdServices),
  corosync_bindiface: request.corosync.bindInterface ?? '',
  corosync_mcastport: numberText(request.corosync.multicastPort),
})

/** Names the key that hacluster reads: the one with the prefix unless it is empty. */
const usedKey = (bag: Databag, key: DataKey): string => (bag[`json_${key}`] ? `json_${key}` : key)

/** Says whether a key is of the form in which old charms ask. */
export const isOldKey = (key: string): boolean => DATA_KEYS.some((name) => name === key)

/** Says whether anything is asked for. */
export const isSent = (bag: Databag): boolean => DATA_KEYS.some((key) => bag[usedKey(bag, key)])

/** Parses the value of a key; an empty object if nothing was sent. */
const parsed = (bag: Databag, key: DataKey): unknown => {
  const text = bag[usedKey(bag, key)]
  return text ? (parseJson(text) ?? parsePythonLiteral(text)) : {}
}

/** hacluster prints numbers; one that JavaScript does not hold exactly would read as another. */
const isText = (value: unknown): value is string | number => typeof value === 'string' || Number.isSafeInteger(value)

/**
 * Reads the keys of one bag, and returns what is wrong with them separately, since a value with the members of a fault would look like one.
 */
const reader = (bag: Databag, faults: Fault[]) => {
  const wrong = (key: DataKey, why: string): void => {
    faults.push(invalid(usedKey(bag, key), why))
  }
  const strings = (key: DataKey, values: readonly unknown[]): readonly string[] => {
    if (!values.every(isText)) wrong(key, 'holds something that is no text')
    // Not of anything else: objects of other sides may not become texts at all.
    return values.map((value) => (isText(value) ? String(value) : ''))
  }
  const list = (key: DataKey): readonly string[] => {
    const value = parsed(bag, key)
    if (isList(value)) return strings(key, value)
    // hacluster walks over the value, so that a dictionary counts with its keys.
    if (isRecord(value)) return Object.keys(value)
    wrong(key, 'is neither a JSON nor a Python list')
    return []
  }
  const texts = (key: DataKey): Texts => {
    const value = parsed(bag, key)
    if (isRecord(value)) {
      const values = strings(key, Object.values(value))
      return Object.fromEntries(Object.keys(value).map((name, index) => [name, values[index] ?? '']))
    }
    if (!isList(value) || value.length > 0) wrong(key, 'is neither a JSON object nor a Python dictionary')
    return {}
  }
  const textsOrList = (key: DataKey): Texts | readonly string[] => {
    const value = parsed(bag, key)
    return isList(value) && value.length > 0 ? strings(key, value) : texts(key)
  }
  return { list, texts, textsOrList }
}

/** Reads what a principal has written, as `parse_data` of hacluster does. */
export const decodeRequest = (bag: Databag): RequestBag | Fault => {
  const faults: Fault[] = []
  const { list, texts, textsOrList } = reader(bag, faults)
  const request: RequestBag = {
    resources: texts('resources'),
    resourceParams: texts('resource_params'),
    groups: texts('groups'),
    ms: texts('ms'),
    clones: texts('clones'),
    orders: texts('orders'),
    colocations: texts('colocations'),
    locations: texts('locations'),
    initServices: textsOrList('init_services'),
    deleteResources: list('delete_resources'),
    // hacluster never reads this key, so a wrong value in it is no fault of the request.
    systemdServices: reader(bag, []).list('systemd_services'),
    // Nearly every hacluster uses unicast and reads neither key, so what is no port, or no name of an interface, counts as absent.
    corosync: defined<Corosync>({ bindInterface: parseName(bag.corosync_bindiface ?? ''), multicastPort: portOf(bag.corosync_mcastport) }),
  }
  return faults[0] ?? request
}

/**
 * Says whether a request, as it stands in the principal's own bag, has hacluster look after haproxy. Its plain nrpe check is left out then.
 */
export const managesHaproxy = (bag: Databag): boolean => {
  const request = decodeRequest(bag)
  return !isFault(request) && Object.values(request.resources).includes('lsb:haproxy')
}
