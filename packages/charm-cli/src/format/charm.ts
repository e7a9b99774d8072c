import { type ActionSpec, parseActions } from './actions.ts'
import { type Option, parseConfig } from './config.ts'
import { annotated, FormatError, type FormatOptions } from './errors.ts'
import { type LxdProfile, parseLxdProfile } from './lxd-profile.ts'
import { type Manifest, parseManifest } from './manifest.ts'
import { type Metadata, parseMetadata } from './metadata.ts'
import { type CharmFormat, checkMetadata } from './metadata-check.ts'

/** All that Juju reads of a charm. */
export interface Charm {
  readonly format: CharmFormat
  readonly metadata: Metadata
  readonly manifest: Manifest | undefined
  readonly config: ReadonlyMap<string, Option>
  readonly actions: ReadonlyMap<string, ActionSpec>
  readonly lxdProfile: LxdProfile | undefined
  /** The first line of the file `version`; empty without one. */
  readonly version: string
  readonly revision: number
}

/** The files of a charm that Juju reads. */
export type CharmFileName = 'metadata.yaml' | 'manifest.yaml' | 'config.yaml' | 'actions.yaml' | 'lxd-profile.yaml' | 'version' | 'revision'

/** Gives the text of a file, undefined when there is none. */
export type ReadFile = (name: CharmFileName) => string | undefined

/**
 * Reads a charm's files in Juju's order, so that of several faults the one that Juju would name is thrown.
 *
 * @throws FormatError with Juju's text.
 */
export const readCharm = (read: ReadFile, options: FormatOptions = {}): Charm => {
  const metadataText = read('metadata.yaml')
  if (metadataText === undefined) throw new FormatError('archive file "metadata.yaml" not found')
  const metadata = parseMetadata(metadataText, options)
  const manifest = ifThere(read('manifest.yaml'), (text) => annotated('parsing "manifest.yaml" file', () => parseManifest(text, options)))
  const config = ifThere(read('config.yaml'), (text) => parseConfig(text, options)) ?? new Map()
  const actions = ifThere(read('actions.yaml'), (text) => parseActions(metadata.name, text, options)) ?? new Map()
  const revision = revisionOf(read('revision'))
  const lxdProfile = ifThere(read('lxd-profile.yaml'), parseLxdProfile)
  const version = versionOf(read('version') ?? '')
  const format = checkMetadata(metadata, manifest, options)
  return { format, metadata, manifest, config, actions, lxdProfile, version, revision }
}

const ifThere = <T>(text: string | undefined, parse: (text: string) => T): T | undefined => (text === undefined ? undefined : parse(text))

const revisionOf = (text: string | undefined): number => {
  if (text === undefined) return 0
  const [number] = /^\s*[-+]?[0-9]+/.exec(text) ?? []
  if (number === undefined) throw new FormatError('invalid revision file')
  return Number(number)
}

const versionOf = (text: string): string => {
  const [line = ''] = text.split(/\r?\n/)
  return Array.from(line.replace(/^revision-id: /, ''))
    .slice(0, 100)
    .join('')
}
