/** Configuration files: which template, for which release, in which format, and who reads the file. */
import { type FileStep, file, secret } from '@charm-layers/charm'
import { type ByRelease, type Release, since } from '../releases.ts'
import { type FormatName, formats } from './formats.ts'
import { osloSection, type Section } from './oslo-config.ts'
import { firstSaid, mapTexts, type TemplateData } from './values.ts'

/** A template as a function; `@charm-layers/charm-cli` makes one of an imported `.hbs` file. */
export type Template = (data: Readonly<Record<string, unknown>>) => string

/** What may be said of a file beside its path and template. */
export interface ConfigFileOptions<S extends string> {
  /** How values are written into it. */
  readonly format: FormatName
  /** Services that read it when they start, by the charm's names. */
  readonly restarts?: readonly S[]
  /** Services that read it when they start, and anew when they are told to reload. */
  readonly reloads?: readonly S[]
  /** Permissions; 0640 when nothing is said. */
  readonly mode?: number
  /** Root when nothing is said. */
  readonly owner?: string
  /** The group of the charm's user when nothing is said. */
  readonly group?: string
}

/** A file that the charm writes. */
export interface ConfigFile<S extends string = string> extends ConfigFileOptions<S> {
  readonly path: string
  readonly templates: Template | ByRelease<Template>
  readonly restarts: readonly S[]
  readonly reloads: readonly S[]
}

/** Describes a configuration file. */
export const configFile = <const S extends string = never>(
  path: string,
  templates: Template | ByRelease<Template>,
  options: ConfigFileOptions<S>,
): ConfigFile<S> => ({ restarts: [], reloads: [], ...options, path, templates })

/** What files are made of. */
export interface Rendering {
  readonly release: Release
  /** The group that may read them. */
  readonly group: string
  readonly units: Readonly<Record<string, { readonly unit: string }>>
  readonly data: TemplateData
  /** Sections by heading, for files of oslo.config. */
  readonly sections: Readonly<Record<string, Section>>
}

/** A file that cannot be written, and why. */
export interface Unwritable {
  readonly problem: string
}

/** Finds the template for a release; none when the service has no such file in it. */
export const templateOf = (templates: ConfigFile['templates'], release: Release): Template | undefined =>
  typeof templates === 'function' ? templates : since(templates, release)

/** Renders the file; none when the service has no such file in this release. */
export function renderConfigFile(of: ConfigFile, { release, group, units, data, sections }: Rendering): FileStep | Unwritable | undefined {
  const template = templateOf(of.templates, release)
  if (template === undefined) return undefined
  const format = formats[of.format]
  const refused = firstSaid(data, (text) => format.refuses(text))
  if (refused !== undefined) return { problem: `${of.path}: the value '${refused.path}' ${refused.said}` }
  const written = mapTexts(data, (text) => format.write(text))
  const texts = Object.entries(of.format === 'oslo.config' ? sections : {})
  const given = { ...Object(written), sections: Object.fromEntries(texts.map(([heading, one]) => [heading, osloSection(heading, one)])) }
  const unitsOf = (services: readonly string[]): readonly string[] => services.flatMap((service) => units[service]?.unit ?? [])
  // Configuration files hold passwords, so no part of them is shown.
  return file(of.path, secret(template(given)), {
    mode: of.mode ?? 0o640,
    owner: of.owner ?? 'root',
    group: of.group ?? group,
    restarts: unitsOf(of.restarts),
    reloads: unitsOf(of.reloads),
  })
}
