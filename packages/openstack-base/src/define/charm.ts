/** The definition of an OpenStack charm: what is true of its service alone. */
import type { Context, Desired, DirectoryStep, Options } from '@charm-layers/charm'
import type { ByRelease, Release } from '../releases.ts'
import type { ConfigFile } from '../render/config-file.ts'
import type { TemplateData } from '../render/values.ts'
import type { Feature, Service, Situation } from './feature.ts'

/** A random value that all units share: its length in bytes, and the encoding in which templates get it, hexadecimal by default. */
export type ClusterSecret = number | { readonly bytes: number; readonly encoding: 'hex' | 'base64' }

/** The definition of an OpenStack charm: what is true of its service alone. */
export interface OpenStackCharm<S extends string, O extends Options> {
  readonly name: string
  readonly summary: string
  readonly description?: string
  /** Bases that the charm is made for; by default Ubuntu 22.04 and 24.04. */
  readonly bases?: readonly string[]
  /** The user that the daemons run as. The group of the same name may read the configuration files. */
  readonly user: string
  /** The package whose version tells the OpenStack release, and the releases by the beginning of that version. */
  readonly release: { readonly package: string; readonly versions: Readonly<Record<string, Release>> }
  readonly packages: readonly string[] | ByRelease<readonly string[]>
  readonly services: Readonly<Record<S, Service>>
  /** The features, in the order in which their statuses are shown. It is an error when two of them bring the same name. */
  readonly features: readonly Feature<NoInfer<S>>[]
  /** Options of this charm alone. */
  readonly config?: O
  /** Random values that all units share, by their names in the templates. */
  readonly clusterSecrets?: Readonly<Record<string, ClusterSecret>>
  readonly files: readonly ConfigFile<NoInfer<S>>[]
  /** Directories that the packages do not make, or make with another mode or owner than the service needs. */
  readonly directories?: readonly DirectoryStep[]
  /** Gives template data of this charm alone. */
  readonly data?: (context: Context<O>, situation: Situation) => TemplateData
  /** Gives steps to do once the services run. */
  readonly finish?: (context: Context<O>, situation: Situation) => Desired
}

/** A definition without the types of its services and options. */
export type PlainCharm = OpenStackCharm<string, Options>
