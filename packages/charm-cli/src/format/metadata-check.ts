import { FormatError, type FormatOptions } from './errors.ts'
import { quote } from './go.ts'
import type { Manifest } from './manifest.ts'
import type { Endpoint, Metadata } from './metadata.ts'

/** The generation of a charm: v2 has bases, v1 is from before. */
export type CharmFormat = 'v1' | 'v2'

/** Tells the generation, which metadata and manifest decide together. */
export const formatOf = (metadata: Metadata, manifest: Manifest | undefined, { juju = '3.6' }: FormatOptions = {}): CharmFormat => {
  const hasBases = (manifest?.bases.length ?? 0) > 0
  if (juju === '4.0') return hasBases || metadata.containers.size > 0 ? 'v2' : 'v1'
  return hasBases && metadata.series.length === 0 ? 'v2' : 'v1'
}

/**
 * Checks what Juju checks once metadata.yaml and manifest.yaml are read (its `CheckMeta`).
 *
 * @throws FormatError with Juju's text.
 */
export const checkMetadata = (metadata: Metadata, manifest: Manifest | undefined, options: FormatOptions = {}): CharmFormat => {
  const format = formatOf(metadata, manifest, options)
  if (options.juju === '4.0') {
    if (format === 'v1') throw new FormatError('charm metadata without bases in manifest not valid')
    if (metadata.minJujuVersion !== undefined) throw new FormatError('min-juju-version in metadata v2 not valid', 'min-juju-version')
  } else {
    if (format === 'v1') checkV1(metadata, manifest)
    else if (metadata.minJujuVersion !== undefined) throw new FormatError('min-juju-version in metadata v2 not valid', 'min-juju-version')
    checkNames(metadata)
  }
  checkBindings(metadata)
  checkSubordinate(metadata)
  if (options.juju !== '4.0') checkSeries(metadata)
  checkStorage(metadata)
  checkDevices(metadata)
  if (options.juju !== '4.0') checkPayloads(metadata)
  checkResources(metadata)
  for (const term of metadata.terms) checkTerm(term)
  return format
}

const checkV1 = (metadata: Metadata, manifest: Manifest | undefined): void => {
  if (metadata.assumes !== undefined) throw new FormatError('assumes in metadata v1 not valid', 'assumes')
  if (metadata.containers.size === 0) return
  throw new FormatError(
    manifest === undefined ? 'containers without a manifest.yaml not valid' : 'containers in metadata v1 not valid',
    'containers',
  )
}

const roleKeys = { provider: 'provides', requirer: 'requires', peer: 'peers' } as const

/** Tells why a name is Juju's own, for a charm that is not itself called `juju-…`. */
export const reservedReason = (charm: string, name: string): string | undefined => {
  if (charm.startsWith('juju-')) return undefined
  if (name === 'juju') return '"juju" is a reserved name'
  return name.startsWith('juju-') ? 'the "juju-" prefix is reserved' : undefined
}

const checkNames = (metadata: Metadata): void => {
  const charm = quote(metadata.name)
  const seen = new Set<string>()
  for (const endpoint of metadata.endpointList) {
    const field = `${roleKeys[endpoint.role]}.${endpoint.name}`
    if (!isSubordinateLink(metadata, endpoint) && reservedReason(metadata.name, endpoint.name) !== undefined) {
      throw new FormatError(`charm ${charm} using a reserved relation name: ${quote(endpoint.name)}`, field)
    }
    if (endpoint.role !== 'requirer' && reservedReason(metadata.name, endpoint.interface) !== undefined) {
      throw new FormatError(
        `charm ${charm} relation ${quote(endpoint.name)} using a reserved interface: ${quote(endpoint.interface)}`,
        field,
      )
    }
    if (seen.has(endpoint.name)) throw new FormatError(`charm ${charm} using a duplicated relation name: ${quote(endpoint.name)}`, field)
    seen.add(endpoint.name)
  }
}

const isSubordinateLink = (metadata: Metadata, endpoint: Endpoint): boolean =>
  metadata.subordinate && endpoint.role === 'requirer' && endpoint.scope === 'container'

const checkBindings = ({ name, extraBindings, endpoints }: Metadata): void => {
  if (extraBindings === undefined) return
  const start = `charm ${quote(name)} has invalid extra bindings:`
  if (extraBindings.length === 0) throw new FormatError(`${start} extra bindings cannot be empty when specified`, 'extra-bindings')
  const clashes = extraBindings.filter((binding) => endpoints.has(binding)).sort()
  if (clashes.length > 0)
    throw new FormatError(`${start} relation names (${clashes.join(', ')}) cannot be used in extra bindings`, 'extra-bindings')
}

const checkSubordinate = (metadata: Metadata): void => {
  if (!metadata.subordinate || metadata.endpointList.some((endpoint) => isSubordinateLink(metadata, endpoint))) return
  throw new FormatError(`subordinate charm ${quote(metadata.name)} lacks "requires" relation with container scope`, 'requires')
}

const checkSeries = ({ name, series }: Metadata): void => {
  const wrong = series.find((each) => !/^[a-z]+([a-z0-9]+)?$/.test(each))
  if (wrong !== undefined) throw new FormatError(`charm ${quote(name)} declares invalid series: ${quote(wrong)}`, 'series')
}

const checkStorage = (metadata: Metadata): void => {
  for (const [name, storage] of metadata.storage) {
    const start = `charm ${quote(metadata.name)} storage ${quote(name)}:`
    const field = `storage.${name}`
    if (storage.location !== '' && storage.type !== 'filesystem') {
      throw new FormatError(`${start} location may not be specified for "type: ${storage.type}"`, `${field}.location`)
    }
    if (storage.countMax === 0 || storage.countMax < -1) {
      throw new FormatError(`${start} invalid maximum count ${storage.countMax}`, `${field}.multiple.range`)
    }
  }
}

const checkDevices = (metadata: Metadata): void => {
  for (const [name, { type, countMin, countMax }] of metadata.devices) {
    const start = `charm ${quote(metadata.name)} device ${quote(name)}:`
    if (type === '') throw new FormatError(`${start} type must be specified`, `devices.${name}.type`)
    if (countMin > countMax) {
      throw new FormatError(
        `${start} maximum count ${countMax} can not be smaller than minimum count ${countMin}`,
        `devices.${name}.countmax`,
      )
    }
  }
}

const checkPayloads = ({ payloads }: Metadata): void => {
  for (const [name, { type }] of payloads) {
    if (name === '') throw new FormatError('payload class missing name', 'payloads')
    if (!/^[a-z](?:[a-z0-9-]*[a-z0-9])?$/.test(name)) throw new FormatError(`invalid payload class ${quote(name)}`, 'payloads')
    if (type === '') throw new FormatError('payload class missing type', `payloads.${name}.type`)
  }
}

const checkResources = ({ resources }: Metadata): void => {
  for (const [name, { type, filename }] of resources) {
    if (name === '') throw new FormatError('resource missing name', 'resources')
    if (type !== 'file') continue
    if (filename === '') throw new FormatError('resource missing filename', `resources.${name}.filename`)
    if (filename.includes('/')) throw new FormatError(`filename cannot contain "/" (got ${quote(filename)})`, `resources.${name}.filename`)
  }
}

const termName = /^[a-z](-?[a-z0-9]+)+$/
const userName = /^[a-zA-Z0-9]([a-zA-Z0-9.+-]*[a-zA-Z0-9])?(@[a-zA-Z0-9]([a-zA-Z0-9.-]*[a-zA-Z0-9])?)?$/
const isInteger = (text: string | undefined): boolean => /^[-+]?[0-9]+$/.test(text ?? '')

/** Terms look like `name`, `name/3`, `owner/name` or `owner/name/3`, perhaps with `tenant:` in front. */
const checkTerm = (term: string): void => {
  const colon = term.indexOf(':')
  const tenant = colon < 0 ? '' : term.slice(0, colon)
  const parts = term.slice(colon + 1).split('/')
  const [first = '', second, third] = parts
  if (parts.length > 3) throw new FormatError(`unknown term id format ${quote(term)}`, 'terms')
  if (third !== undefined && !isInteger(third)) {
    throw new FormatError(`invalid revision number ${quote(third)} strconv.Atoi: parsing ${quote(third)}: invalid syntax`, 'terms')
  }
  const hasOwner = third !== undefined || (second !== undefined && !isInteger(second))
  const owner = hasOwner ? first : ''
  const name = hasOwner ? (second ?? '') : first
  if (tenant !== '' && tenant !== 'cs' && !termName.test(tenant))
    throw new FormatError(`wrong term tenant format ${quote(tenant)}`, 'terms')
  if (owner !== '' && !userName.test(owner)) throw new FormatError(`wrong owner format ${quote(owner)}`, 'terms')
  if (!termName.test(name)) throw new FormatError(`wrong term name format ${quote(name)}`, 'terms')
  if ((third ?? (hasOwner ? undefined : second))?.startsWith('-')) throw new FormatError('negative term revision', 'terms')
}
