/** What is true of one OpenStack service alone: the form in which a charm says it. */
import type { Context, Desired, DirectoryStep, Options } from '@charm-layers/charm'
import type { ByRelease, Release } from '../releases.ts'
import type { ConfigFile } from '../render/config-file.ts'
import type { TemplateData } from '../render/values.ts'
import type { Feature, Service, Situation } from './feature.ts'

/** A random value that all units share: its length in bytes, and how templates get it; in hexadecimal digits when nothing is said. */
export type ClusterSecret = number | { readonly bytes: number; readonly encoding: 'hex' | 'base64' }

/** What is true of one service alone. */
export interface OpenStackCharm<S extends string, O extends Options> {
  readonly name: string
  readonly summary: string
  readonly description?: string
  /** Bases that the charm is made for. */
  readonly bases?: readonly string[]
  /** User of the daemons; its group may read the configuration. */
  readonly user: string
  /** The package whose version tells the release, and which version is which. */
  readonly release: { readonly package: string; readonly versions: Readonly<Record<string, Release>> }
  readonly packages: readonly string[] | ByRelease<readonly string[]>
  readonly services: Readonly<Record<S, Service>>
  /** In the order in which their statuses are shown. A name that two of them bring is an error. */
  readonly features: readonly Feature<NoInfer<S>>[]
  /** Options of the charm's own. */
  readonly config?: O
  /** Random values that all units share, by the name in the templates. */
  readonly clusterSecrets?: Readonly<Record<string, ClusterSecret>>
  readonly files: readonly ConfigFile<NoInfer<S>>[]
  /** Directories that the packages do not make, or not as the service needs them. */
  readonly directories?: readonly DirectoryStep[]
  /** Template data of the charm's own. */
  readonly data?: (context: Context<O>, situation: Situation) => TemplateData
  /** Steps once the services run. */
  readonly finish?: (context: Context<O>, situation: Situation) => Desired
}

/** A charm with the types of its parts forgotten. */
export type PlainCharm = OpenStackCharm<string, Options>
