/** Configuration files: which template, for which release, and who reads the file. */
import { type FileStep, file, secret } from '@charm-layers/charm'
import { type ByRelease, type Release, since } from './releases.ts'

/** A template as a function; `@charm-layers/charm-cli` makes one of an imported `.hbs` file. */
export type Template = (data: Readonly<Record<string, unknown>>) => string

/** A file that the charm writes. */
export interface ConfigFile<S extends string = string> {
  readonly path: string
  readonly templates: Template | ByRelease<Template>
  /** Services that read it when they start, by the charm's names. */
  readonly restarts: readonly S[]
  readonly mode: number
}

/** Describes a configuration file. */
export const configFile = <const S extends string = never>(
  path: string,
  templates: Template | ByRelease<Template>,
  { restarts = [], mode = 0o640 }: { readonly restarts?: readonly S[]; readonly mode?: number } = {},
): ConfigFile<S> => ({ path, templates, restarts, mode })

interface Rendering {
  readonly release: Release
  readonly group: string
  readonly units: Readonly<Record<string, { readonly unit: string }>>
  readonly data: Readonly<Record<string, unknown>>
}

/** Finds the template for a release; none when the service has no such file in it. */
export const templateOf = (templates: ConfigFile['templates'], release: Release): Template | undefined =>
  typeof templates === 'function' ? templates : since(templates, release)

/** Renders the file; none when the service has no such file in this release. */
export function renderConfigFile({ path, templates, restarts, mode }: ConfigFile, of: Rendering): FileStep | undefined {
  const template = templateOf(templates, of.release)
  if (template === undefined) return undefined
  const units = restarts.flatMap((service) => of.units[service]?.unit ?? [])
  // Configuration files hold passwords, so no part of them is shown.
  return file(path, secret(template(of.data)), { mode, group: of.group, restarts: units })
}
