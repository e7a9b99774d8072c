/** Resources: files that are delivered beside a charm, with versions of their own. */
import type { NotSupported } from './not-supported.ts'

/** A file that an operator attaches to the application. */
export interface Resource {
  readonly type?: 'file' | NotSupported<'only charms for Kubernetes have images'>
  /** The name of the file on the machine, without a folder. */
  readonly filename: string
  readonly description?: string
}

/** The resources of a charm, by name. */
export type Resources = Readonly<Record<string, Resource>>
