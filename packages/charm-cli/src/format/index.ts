/**
 * What a charm is made of, read as Juju reads it and refused in Juju's words.
 *
 * @example
 * const { charm, entries } = await readCharmArchive('./web.charm')
 * charm.metadata.endpoints.get('db')?.interface
 */
export { type ActionSpec, insertDefaults, parseActions, validateActionParams } from './actions.ts'
export { type ArchiveEntry, type CharmArchive, checkEntryPoint, checkLink, cleanName, readCharmArchive } from './archive.ts'
export type { Assumption } from './assumes.ts'
export { type Charm, type CharmFileName, type ReadFile, readCharm } from './charm.ts'
export {
  type ConfigValue,
  findOption,
  type Option,
  type OptionType,
  parseConfig,
  parseConfigValue,
  validateConfigValue,
} from './config.ts'
export { FormatError, type FormatOptions, type JujuVersion } from './errors.ts'
export type { Json, JsonObject } from './json.ts'
export { type LxdProfile, parseLxdProfile } from './lxd-profile.ts'
export { type Base, type Channel, channelText, type Manifest, normalArchitecture, parseChannel, parseManifest } from './manifest.ts'
export type { Container, Device, Endpoint, Metadata, Resource, Role, Storage } from './metadata.ts'
export { parseMetadata } from './metadata.ts'
export { type CharmFormat, checkMetadata, formatOf } from './metadata-check.ts'
