/** Types for what Pacemaker should run. They rule out requests that hacluster would misread. */
import { type Fault, invalid } from '@charm-layers/relation'
import { isList, isNullWord, NOT, parseName, sortedOnce } from '@charm-layers/relation/wire'
import { parameterFault } from './parameters.ts'
import type { Corosync, RequestBag, Texts } from './request.ts'

/** One name or more. */
export type Names = readonly [string, ...string[]]

/** A primitive: one thing that Pacemaker runs. */
export interface Resource {
  readonly agent: `${'lsb' | 'systemd' | 'service' | 'upstart'}:${string}` | `${'ocf' | 'stonith'}:${string}`
  /** What follows on crm's command line: `params …`, `meta …`, `op …`. Quoted values must not have blanks. */
  readonly parameters?: string
  /** A service that hacluster stops and disables. With an `lsb:` agent it does so anyway. */
  readonly initService?: string
}

/** Resources that run together and start in order. Once made, hacluster does not change it: use another name and delete the old. */
export interface Group {
  readonly members: Names
  /** Such as `target-role="Started"`. */
  readonly meta?: string
}

/** A resource that runs on several nodes. */
export interface Clone {
  readonly resource: string
  /** Such as `interleave=true`. */
  readonly meta?: string
}

/** `inf` is must, `-inf` must not. */
export type Score = 'inf' | '-inf' | number

/** The first starts before the second. */
export interface Order {
  readonly score: 'Mandatory' | 'Optional' | 'Serialize' | Score
  readonly resources: readonly [string, string, ...string[]]
}

/** The first runs where the second does. */
export interface Colocation {
  readonly score: Score
  readonly resources: readonly [string, string, ...string[]]
  readonly nodeAttribute?: string
}

/** A resource runs where a rule holds, such as `writable eq 1`. */
export interface Location {
  readonly resource: string
  readonly score: Score
  readonly rule: string
}

/** What Pacemaker is to hold, by name. */
export interface HaclusterRequest {
  readonly resources?: Readonly<Record<string, Resource>>
  readonly groups?: Readonly<Record<string, Group>>
  /** Master and slave. */
  readonly ms?: Readonly<Record<string, Clone>>
  readonly clones?: Readonly<Record<string, Clone>>
  readonly orders?: Readonly<Record<string, Order>>
  readonly colocations?: Readonly<Record<string, Colocation>>
  readonly locations?: Readonly<Record<string, Location>>
  /** Names of any kind to stop and delete first, in this order: constraints before groups, groups before their members. One that is asked for at the same time is left out. */
  readonly deleteResources?: readonly string[]
  /** hacluster does not read this list; other readers of the relation may. */
  readonly systemdServices?: readonly string[]
  readonly corosync?: Corosync
}

/** Puts parts of a request together; of two things with one name the last counts. */
export const combine = (...parts: readonly HaclusterRequest[]): HaclusterRequest => {
  const merged = <Key extends keyof HaclusterRequest>(key: Key): NonNullable<HaclusterRequest[Key]> =>
    Object.assign({}, ...parts.map((part) => part[key]))
  return {
    resources: merged('resources'),
    groups: merged('groups'),
    ms: merged('ms'),
    clones: merged('clones'),
    orders: merged('orders'),
    colocations: merged('colocations'),
    locations: merged('locations'),
    deleteResources: parts.flatMap((part) => part.deleteResources ?? []),
    systemdServices: parts.flatMap((part) => part.systemdServices ?? []),
    corosync: merged('corosync'),
  }
}

/** Makes a text of each thing, by name; a thing without a text is left out. */
const mapped = <T>(things: Readonly<Record<string, T>> | undefined, text: (thing: T) => string | undefined): Texts =>
  Object.fromEntries(
    Object.entries(things ?? {}).flatMap(([name, thing]) => {
      const value = text(thing)
      return value === undefined ? [] : [[name, value]]
    }),
  )

const withMeta = (text: string, meta: string | undefined): string => (meta === undefined ? text : `${text} meta ${meta}`)

const clone = ({ resource, meta }: Clone): string => withMeta(resource, meta)

/** Gives the texts of a request as they go to crm. */
export const bagOf = (request: HaclusterRequest): RequestBag => {
  const bag = {
    resources: mapped(request.resources, ({ agent }) => agent),
    resourceParams: mapped(request.resources, ({ parameters }) => parameters),
    groups: mapped(request.groups, ({ members, meta }) => withMeta(members.join(' '), meta)),
    ms: mapped(request.ms, clone),
    clones: mapped(request.clones, clone),
    orders: mapped(request.orders, ({ score, resources }) => `${score}: ${resources.join(' ')}`),
    colocations: mapped(
      request.colocations,
      ({ score, resources, nodeAttribute }) =>
        `${score}: ${resources.join(' ')}${nodeAttribute === undefined ? '' : ` node-attribute=${nodeAttribute}`}`,
    ),
    locations: mapped(request.locations, ({ resource, score, rule }) => `${resource} rule ${score}: ${rule}`),
    initServices: mapped(request.resources, ({ initService }) => initService),
    systemdServices: sortedOnce(request.systemdServices ?? []),
    corosync: request.corosync ?? {},
  }
  return { ...bag, deleteResources: gone(bag, request.deleteResources ?? []) }
}

/** The kinds of objects, in the order in which hacluster makes them. */
const KINDS = ['resources', 'groups', 'ms', 'orders', 'clones', 'colocations', 'locations'] as const

/** Gives the names that no object in the request has, each once and in their order: a constraint has to go before its group, and a group before its members. */
export const gone = (bag: Pick<RequestBag, (typeof KINDS)[number]>, names: readonly string[]): readonly string[] => {
  const asked = new Set(KINDS.flatMap((kind) => Object.keys(bag[kind])))
  return [...new Set(names)].filter((name) => !asked.has(name))
}

/** Names of Pacemaker are XML names. */
const NAME = /^[A-Za-z_][A-Za-z0-9_.-]*$/

/** An agent: its standard, for some its provider, and its name, which can be that of a unit of systemd. */
const AGENT = /^[A-Za-z][\w.-]*(?::[\w.@-]+)?(?::[\w.@-]+|\/[\w.-]+)?$/

// biome-ignore lint/suspicious/noControlCharactersInRegex: a class of Unicode takes ten times as long to compile, in each hook
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/ // oxlint-disable-line no-control-regex

/**
 * Says whether hacluster can pass a text to crm. A blank ends a word even inside quotes, so a quote has to end in the word in which it
 * begins.
 */
const isCommandText = (text: string): boolean =>
  text !== '' && !CONTROL.test(text) && text.split(' ').every((word) => word.split('"').length % 2 === 1)

const commandTexts = (bag: RequestBag): readonly (readonly [string, readonly string[]])[] => [
  ...KINDS.map((kind) => [kind, Object.values(bag[kind])] as const),
  ['resource_params', Object.values(bag.resourceParams)],
  ['init_services', Object.values(bag.initServices)],
  ['delete_resources', bag.deleteResources],
]

/** Finds a name or a text that cannot stand in a command of crm, in what a principal has written. An empty text adds nothing to a command. */
export const commandFault = (bag: RequestBag): Fault | undefined => {
  const names = [
    ...KINDS.map((kind) => [kind, Object.keys(bag[kind])] as const),
    ['resource_params', Object.keys(bag.resourceParams)] as const,
    ['init_services', isList(bag.initServices) ? [] : Object.keys(bag.initServices)] as const,
    ['delete_resources', bag.deleteResources] as const,
  ]
  for (const [key, of] of names)
    if (!of.every((name) => NAME.test(name) && !isNullWord(name))) return invalid(`json_${key}`, 'holds what is no name of Pacemaker')
  if (!Object.values(bag.resources).every((agent) => AGENT.test(agent) && !isNullWord(agent)))
    return invalid('json_resources', 'holds what is no name of an agent, such as ocf:heartbeat:IPaddr2')
  for (const [key, texts] of commandTexts(bag)) {
    if (!texts.every((text) => text === '' || (isCommandText(text) && !isNullWord(text))))
      return invalid(`json_${key}`, 'has a line break, a blank inside quotes, or a word such as None')
  }
  const services = Object.values(bag.initServices)
  return services.every(parseName) ? undefined : invalid('json_init_services', `holds what ${NOT.name}`)
}

/**
 * Finds what hacluster would not do as asked. For example, it does not create a resource whose name is part of the text of an existing
 * one: it takes that resource for the one asked for.
 */
export const requestFault = (bag: RequestBag): Fault | undefined => {
  const wrong = parameterFault(bag)
  if (wrong !== undefined) return wrong
  const params = Object.values(bag.resourceParams).join('\n')
  const earlier: string[] = []
  for (const kind of KINDS) {
    const names = Object.keys(bag[kind])
    for (const name of names) {
      if (!NAME.test(name)) return invalid(`json_${kind}`, `${JSON.stringify(name)} is no name: letters, digits, _ . -`)
      const other = [...earlier, ...names].find((whole) => whole !== name && whole.includes(name))
      if (other !== undefined) return invalid(`json_${kind}`, `${name} would never be made: it is a part of the name ${other}`)
      if (earlier.includes(name)) return invalid(`json_${kind}`, `${name} names two things`)
      if (params.includes(name)) return invalid(`json_${kind}`, `${name} would never be made: it is a part of a parameter`)
    }
    earlier.push(...names)
  }
  for (const [key, texts] of commandTexts(bag)) {
    if (!texts.every(isCommandText)) {
      return invalid(`json_${key}`, 'has a text that is empty, has a line break, or has a blank inside quotes')
    }
  }
  return undefined
}
