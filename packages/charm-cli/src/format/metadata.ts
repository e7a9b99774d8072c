import { type Assumption, parseAssumes, versionProblem } from './assumes.ts'
import { untypedMap } from './decode.ts'
import { annotated, FormatError, type FormatOptions } from './errors.ts'
import { quote } from './go.ts'
import {
  checkShape,
  checkUnambiguous,
  type RawContainer,
  type RawDevice,
  type RawMetadata,
  type RawResource,
  type RawStorage,
  type Scope,
} from './metadata-schema.ts'
import { parseYaml } from './yaml.ts'

/** The part that an application plays in a relation. */
export type Role = 'provider' | 'requirer' | 'peer'

/** One place where a charm can be related. */
export interface Endpoint {
  readonly name: string
  readonly role: Role
  readonly interface: string
  /** How many relations it takes; 0 is any number. */
  readonly limit: number
  readonly optional: boolean
  readonly scope: Scope
}

/** One storage that each unit asks for. */
export interface Storage {
  readonly name: string
  readonly type: 'block' | 'filesystem'
  readonly description: string
  readonly shared: boolean
  readonly readOnly: boolean
  readonly countMin: number
  /** -1 is no upper bound. */
  readonly countMax: number
  /** In MiB. */
  readonly minimumSize: number
  readonly location: string
  readonly properties: readonly string[]
}

/** A device that each unit asks for. */
export interface Device {
  readonly name: string
  readonly type: string
  readonly description: string
  readonly countMin: number
  readonly countMax: number
}

/** A file or image that is uploaded beside the charm. */
export interface Resource {
  readonly name: string
  readonly type: 'file' | 'oci-image'
  readonly filename: string
  readonly description: string
}

/** A workload container of a Kubernetes charm. */
export interface Container {
  readonly name: string
  readonly resource: string
  readonly mounts: readonly { readonly storage: string; readonly location: string }[]
  readonly uid: number | undefined
  readonly gid: number | undefined
}

/** What metadata.yaml says. */
export interface Metadata {
  readonly name: string
  readonly summary: string
  readonly description: string
  readonly subordinate: boolean
  readonly endpoints: ReadonlyMap<string, Endpoint>
  /** All endpoints in the order of provides, requires, peers: a name used twice is here twice. */
  readonly endpointList: readonly Endpoint[]
  /** Undefined when the key is absent, which differs from an empty map. */
  readonly extraBindings: readonly string[] | undefined
  readonly storage: ReadonlyMap<string, Storage>
  readonly devices: ReadonlyMap<string, Device>
  readonly resources: ReadonlyMap<string, Resource>
  readonly containers: ReadonlyMap<string, Container>
  readonly categories: readonly string[]
  readonly tags: readonly string[]
  readonly terms: readonly string[]
  readonly assumes: readonly Assumption[] | undefined
  readonly charmUser: string
  readonly minJujuVersion: string | undefined
  readonly series: readonly string[]
  readonly payloads: ReadonlyMap<string, { readonly type: string }>
}

const emptyFile: RawMetadata = checkEmpty()

/** Juju takes a file with nothing in it for a charm without a name: its YAML library does not call the parser then. */
function checkEmpty(): RawMetadata {
  const text = { kind: 'string', value: '', raw: '', tag: '!!str', line: 1 } as const
  const entries = ['name', 'summary', 'description'].map((key) => ({ key: { ...text, value: key }, value: text }))
  return checkShape({ kind: 'map', entries, line: 1, keyType: 'interface {}' }, false)
}

/**
 * Reads metadata.yaml. What depends on the manifest too is checked by `checkMetadata`.
 *
 * @throws FormatError with Juju's text.
 */
export const parseMetadata = (text: string, { juju = '3.6' }: FormatOptions = {}): Metadata => {
  const value = untypedMap(parseYaml(text))
  if (value === undefined) return metadataOf(emptyFile, juju === '4.0')
  checkUnambiguous(value)
  return metadataOf(
    annotated('metadata', () => checkShape(value, juju === '4.0')),
    juju === '4.0',
  )
}

const metadataOf = (raw: RawMetadata, isJuju4: boolean): Metadata => {
  const endpointList = [
    ...endpointsOf(raw.provides, 'provider'),
    ...endpointsOf(raw.requires, 'requirer'),
    ...endpointsOf(raw.peers, 'peer'),
  ]
  checkDeployment(raw)
  const minJujuVersion = raw['min-juju-version']
  const versionFault = minJujuVersion === undefined ? undefined : versionProblem(minJujuVersion, true)
  if (versionFault !== undefined) throw new FormatError(`invalid min-juju-version: ${versionFault}`, 'min-juju-version')
  const resources = mapValues(raw.resources, resourceOf)
  const storage = mapValues(raw.storage, storageOf)
  return {
    name: raw.name,
    summary: raw.summary,
    description: raw.description,
    subordinate: raw.subordinate ?? false,
    endpoints: new Map(endpointList.map((endpoint) => [endpoint.name, endpoint])),
    endpointList,
    extraBindings: raw['extra-bindings'] === undefined ? undefined : [...raw['extra-bindings'].keys()],
    storage,
    devices: mapValues(raw.devices, deviceOf),
    resources,
    containers: mapValues(raw.containers, (container, name) =>
      annotated('parsing containers', () => containerOf(container, name, { resources, storage, isJuju4 })),
    ),
    categories: raw.categories ?? [],
    tags: raw.tags ?? [],
    terms: raw.terms ?? [],
    charmUser: charmUserOf(raw['charm-user']),
    assumes: raw.assumes === undefined ? undefined : parseAssumes(raw.assumes),
    minJujuVersion,
    series: raw.series ?? [],
    payloads: raw.payloads ?? new Map(),
  }
}

const mapValues = <A, B>(map: ReadonlyMap<string, A> | undefined, change: (value: A, name: string) => B): ReadonlyMap<string, B> =>
  new Map([...(map ?? [])].map(([name, value]) => [name, change(value, name)] as const))

const endpointsOf = (raw: RawMetadata['provides'], role: Role): readonly Endpoint[] =>
  [...(raw ?? [])].map(([name, { limit = 0, ...rest }]) => ({ name, role, limit, ...rest }))

const storageOf = (raw: RawStorage, name: string): Storage => ({
  name,
  type: raw.type,
  description: raw.description ?? '',
  shared: raw.shared,
  readOnly: raw['read-only'],
  countMin: raw.multiple?.range.min ?? 1,
  countMax: raw.multiple?.range.max ?? 1,
  minimumSize: raw['minimum-size'] ?? 0,
  location: raw.location ?? '',
  properties: raw.properties ?? [],
})

const deviceOf = (raw: RawDevice, name: string): Device => ({
  name,
  type: raw.type,
  description: raw.description ?? '',
  countMin: raw.countmin ?? 1,
  countMax: raw.countmax ?? 1,
})

const resourceOf = ({ type, filename, description }: RawResource, name: string): Resource => {
  if (type !== 'file' && type !== 'oci-image') throw new FormatError(`unsupported resource type ${quote(type)}`, `resources.${name}.type`)
  return { name, type, filename, description }
}

interface Known {
  readonly resources: ReadonlyMap<string, Resource>
  readonly storage: ReadonlyMap<string, Storage>
  readonly isJuju4: boolean
}

const containerOf = (raw: RawContainer, name: string, known: Known): Container => {
  const field = `containers.${name}`
  const resource = raw.resource ?? ''
  if (resource !== '') {
    const type = known.resources.get(resource)?.type
    if (type === undefined) throw new FormatError(`referenced resource ${quote(resource)} not found`, `${field}.resource`)
    if (type !== 'oci-image') throw new FormatError(`referenced resource ${quote(resource)} is not a oci-image`, `${field}.resource`)
  }
  const mounts = annotated(`container ${quote(name)}`, () => (raw.mounts ?? []).map((mount) => mountOf(mount, `${field}.mounts`, known)))
  for (const id of ['uid', 'gid'] as const) {
    const value = raw[id]
    if (value !== undefined && value >= 1000 && value < 10000) {
      const range = `${id} cannot be in reserved range 1000-9999`
      throw new FormatError(`container ${quote(name)} has invalid ${id} ${value}: ${range}`, `${field}.${id}`)
    }
  }
  return { name, resource, mounts, uid: raw.uid, gid: raw.gid }
}

const mountOf = (
  { storage = '', location = '' }: { readonly storage: string | undefined; readonly location: string | undefined },
  field: string,
  known: Known,
): Container['mounts'][number] => {
  // The text of 3.6 has a letter too few.
  const specified = known.isJuju4 ? 'specified' : 'specifed'
  if (storage === '') throw new FormatError(`storage must be ${specified} on mount`, field)
  if (location === '') throw new FormatError(`location must be ${specified} on mount`, field)
  if (!known.storage.has(storage)) throw new FormatError(`storage ${quote(storage)} not valid`, field)
  return { storage, location }
}

const charmUserOf = (user: string | undefined): string => {
  if (user === undefined || user === 'root' || user === 'sudoer' || user === 'non-root') return user ?? ''
  throw new FormatError(`parsing charm-user: invalid charm-user ${quote(user)} expected one of root, sudoer or non-root`, 'charm-user')
}

const checkDeployment = (raw: RawMetadata): void => {
  if (raw.deployment === undefined) return
  const [first] = raw.series ?? []
  if (first === undefined) throw new FormatError('charm with deployment metadata must declare at least one series', 'deployment')
  if (first !== 'kubernetes') throw new FormatError('charms with deployment metadata only supported for "kubernetes"', 'deployment')
}
