/** The shape of metadata.yaml, as `charmSchema` in Juju's parser has it. */
import { FormatError } from './errors.ts'
import { quote } from './go.ts'
import * as schema from './schema.ts'
import { type Checker, defaulted, fields, list, optional, required, stringMap } from './schema.ts'
import { lookUp, type Value } from './value.ts'

/** How far a relation reaches: over the whole model, or within one machine. */
export type Scope = 'global' | 'container'

const scope = schema.oneOfStrings<Scope>('global', 'container')

/** An endpoint with its defaults. */
export interface RawEndpoint {
  readonly interface: string
  readonly limit: number | undefined
  readonly scope: Scope
  readonly optional: boolean
}

const endpointFields: Checker<RawEndpoint> = fields({
  interface: required(schema.string),
  limit: required(schema.intOrNothing),
  scope: defaulted(scope, 'global'),
  optional: defaulted(schema.bool, false),
})

/** An endpoint is a map, or only the name of its interface. A map is read with its keys already known to be strings. */
const endpoint: Checker<RawEndpoint> = (value, path) => {
  if (value?.kind === 'string') return { interface: value.value, limit: undefined, scope: 'global', optional: false }
  stringMap(schema.any)(value, path)
  return endpointFields(value?.kind === 'map' ? { ...value, keyType: 'string' } : value, path)
}

/** How many instances of a storage a unit takes; -1 is no upper bound. */
export interface Count {
  readonly min: number
  readonly max: number
}

const count: Checker<Count> = (value, path) => {
  const given = schema.intOrString(value, path)
  if (typeof given === 'number') {
    if (given <= 0) throw new FormatError(`${path.slice(1)}: invalid count ${given}`, path.slice(1))
    return { min: given, max: given }
  }
  const [, min, rest = ''] = /^([0-9]+)([-+]|-[0-9]+)$/.exec(given) ?? []
  if (min === undefined) throw new FormatError(`${path.slice(1)}: value ${quote(given)} does not match 'm', 'm-n', or 'm+'`, path.slice(1))
  return { min: Number(min), max: rest.length === 1 ? -1 : Number(rest.slice(1)) }
}

const suffixes = 'MGTPEZY'

/** A size in MiB: a number, perhaps with a suffix such as `G` or `GiB`. */
const size: Checker<number> = (value, path) => {
  const text = schema.string(value, path)
  const [, number = '', suffix = ''] = /^([.\p{Nd}]*)(.*)$/su.exec(text) ?? []
  const power = suffixes.indexOf(/^([A-Z])(B|iB)?$/.exec(suffix || 'M')?.[1] ?? '-')
  if (number !== '' && power < 0) {
    throw new FormatError(`invalid multiplier suffix ${quote(suffix)}, expected one of ${suffixes}`, path.slice(1))
  }
  const given = number === '' ? text : number
  if (!/^([0-9]+\.?[0-9]*|\.[0-9]+)$/.test(given))
    throw new FormatError(`expected a non-negative number, got ${quote(given)}`, path.slice(1))
  return Math.ceil(Number(given) * 1024 ** power)
}

/** A storage as it is declared. */
export interface RawStorage {
  readonly type: 'block' | 'filesystem'
  readonly shared: boolean
  readonly 'read-only': boolean
  readonly multiple: { readonly range: Count } | undefined
  readonly 'minimum-size': number | undefined
  readonly location: string | undefined
  readonly description: string | undefined
  readonly properties: readonly string[] | undefined
}

const storage: Checker<RawStorage> = fields({
  type: required(schema.oneOfStrings('block', 'filesystem')),
  shared: defaulted(schema.bool, false),
  'read-only': defaulted(schema.bool, false),
  multiple: optional(fields({ range: required(count) })),
  'minimum-size': optional(size),
  location: optional(schema.string),
  description: optional(schema.string),
  properties: optional(list(schema.oneOfStrings('transient'))),
})

const deviceCount: Checker<number> = (value, path) => {
  const given = schema.int(value, path)
  if (given < 0) throw new FormatError(`invalid device count ${given}`, path.slice(1))
  return given
}

/** A device as it is declared. */
export interface RawDevice {
  readonly description: string | undefined
  readonly type: string
  readonly countmin: number | undefined
  readonly countmax: number | undefined
}

const device: Checker<RawDevice> = fields({
  description: optional(schema.string),
  type: required(schema.string),
  countmin: optional(deviceCount),
  countmax: optional(deviceCount),
})

/** A resource with its defaults. */
export interface RawResource {
  readonly type: string
  readonly filename: string
  readonly description: string
}

const resource: Checker<RawResource> = fields({
  type: defaulted(schema.string, 'file'),
  filename: defaulted(schema.string, ''),
  description: defaulted(schema.string, ''),
})

/** A container as it is declared. */
export interface RawContainer {
  readonly resource: string | undefined
  readonly mounts: readonly { readonly storage: string | undefined; readonly location: string | undefined }[] | undefined
  readonly uid: number | undefined
  readonly gid: number | undefined
}

const container: Checker<RawContainer> = fields({
  resource: optional(schema.string),
  mounts: optional(list(fields({ storage: optional(schema.string), location: optional(schema.string) }))),
  uid: optional(schema.int),
  gid: optional(schema.int),
})

const deployment = fields({
  type: optional(schema.oneOfStrings('stateful', 'stateless', 'daemon')),
  mode: defaulted(schema.oneOfStrings('operator', 'workload'), 'workload'),
  service: optional(schema.oneOfStrings('cluster', 'loadbalancer', 'external', 'omit')),
  'min-version': optional(schema.string),
})

const bindingName: Checker<string> = (value, path) =>
  value?.kind === 'string' && value.value !== '' ? value.value : schema.refuse('non-empty binding name', value, path)

const nothing: Checker<undefined> = (value, path) =>
  value === undefined || value.kind === 'nil' ? undefined : schema.refuse('empty value', value, path)

const common = {
  name: required(schema.string),
  summary: required(schema.string),
  description: required(schema.string),
  peers: optional(stringMap(endpoint)),
  provides: optional(stringMap(endpoint)),
  requires: optional(stringMap(endpoint)),
  'extra-bindings': optional(schema.mapOf(bindingName, nothing)),
  revision: optional(schema.int),
  format: optional(schema.int),
  subordinate: optional(schema.bool),
  categories: optional(list(schema.string)),
  tags: optional(list(schema.string)),
  storage: optional(stringMap(storage)),
  devices: optional(stringMap(device)),
  resources: optional(stringMap(resource)),
  terms: optional(list(schema.string)),
  'min-juju-version': optional(schema.string),
  assumes: optional(list(schema.any)),
  containers: optional(stringMap(container)),
  'charm-user': optional(schema.string),
}

const upTo36 = {
  series: optional(list(schema.string)),
  deployment: optional(deployment),
  payloads: optional(stringMap(fields({ type: required(schema.string) }))),
}

const schema36 = fields({ ...common, ...upTo36 })
const schema40 = fields(common)

/** What metadata.yaml holds once its shape is checked. */
export interface RawMetadata {
  readonly name: string
  readonly summary: string
  readonly description: string
  readonly peers: ReadonlyMap<string, RawEndpoint> | undefined
  readonly provides: ReadonlyMap<string, RawEndpoint> | undefined
  readonly requires: ReadonlyMap<string, RawEndpoint> | undefined
  readonly 'extra-bindings': ReadonlyMap<string, undefined> | undefined
  readonly subordinate: boolean | undefined
  readonly categories: readonly string[] | undefined
  readonly tags: readonly string[] | undefined
  readonly storage: ReadonlyMap<string, RawStorage> | undefined
  readonly devices: ReadonlyMap<string, RawDevice> | undefined
  readonly resources: ReadonlyMap<string, RawResource> | undefined
  readonly terms: readonly string[] | undefined
  readonly 'min-juju-version': string | undefined
  readonly assumes: readonly (Value | undefined)[] | undefined
  readonly containers: ReadonlyMap<string, RawContainer> | undefined
  readonly 'charm-user': string | undefined
  readonly series: readonly string[] | undefined
  readonly deployment: object | undefined
  readonly payloads: ReadonlyMap<string, { readonly type: string }> | undefined
}

/** Keys of metadata.yaml that Juju or the store reads. */
export const knownKeys: ReadonlySet<string> = new Set([
  ...Object.keys(common),
  ...Object.keys(upTo36),
  'display-name',
  'maintainers',
  'maintainer',
  'docs',
  'issues',
  'source',
  'website',
  'links',
])

/** Checks the shape. Juju 4.0 does not know series, deployment and payloads any more. */
export const checkShape = (value: Value, isJuju4: boolean): RawMetadata => {
  if (!isJuju4) return schema36(value, '')
  return { ...schema40(value, ''), series: undefined, deployment: undefined, payloads: undefined }
}

/** Names the known keys of the maps inside, by the path of the map; `*` stands for any name. */
export const knownNestedKeys: Readonly<Record<string, readonly string[]>> = {
  'provides.*': ['interface', 'limit', 'scope', 'optional'],
  'requires.*': ['interface', 'limit', 'scope', 'optional'],
  'peers.*': ['interface', 'limit', 'scope', 'optional'],
  'storage.*': ['type', 'shared', 'read-only', 'multiple', 'minimum-size', 'location', 'description', 'properties'],
  'devices.*': ['type', 'description', 'countmin', 'countmax'],
  'resources.*': ['type', 'filename', 'description', 'upstream-source'],
  'containers.*': ['resource', 'mounts', 'uid', 'gid', 'bases'],
}

/** Refuses keys of both generations of the format in one file. */
export const checkUnambiguous = (value: Value): void => {
  if (value.kind !== 'map') return
  const generations: Readonly<Record<string, number>> = {
    containers: 2,
    assumes: 2,
    'charm-user': 2,
    series: 1,
    deployment: 1,
    'min-juju-version': 1,
  }
  const keys = Object.keys(generations)
    .filter((key) => lookUp(value, key) !== undefined)
    .sort()
  const [first] = keys
  if (first === undefined) return
  const names = (same: boolean): string =>
    keys
      .filter((key) => (generations[key] === generations[first]) === same)
      .map((key) => `"${key}"`)
      .join(', ')
  if (names(false) !== '') throw new FormatError(`ambiguous metadata: keys ${names(false)} cannot be used with ${names(true)}`)
}
