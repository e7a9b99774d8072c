/** Configuration files: their templates by release, their format, and the services that read them. */
import { absent, type FileStep, file, secret } from '@charm-layers/charm'
import { type ByRelease, isAtLeast, type Release, since } from '../releases.ts'
import { type FormatName, formats } from './formats.ts'
import { extendSections, type Flags, osloSection, refusedFlag, type Section } from './oslo-config.ts'
import { findRefused, mapTexts, type TemplateData } from './values.ts'

/** A template as a function of its data. `@charm-layers/charm-cli` makes one of an imported `.hbs` file. */
export type Template = (data: Readonly<Record<string, unknown>>) => string

/** Options of a configuration file. */
export interface ConfigFileOptions<S extends string> {
  /** The format, which says how values are written into the file. */
  readonly format: FormatName
  /** Services that read the file only when they start, by their names in the charm. */
  readonly restarts?: readonly S[]
  /** Services that read the file when they start and when they reload, by their names in the charm. */
  readonly reloads?: readonly S[]
  /**
   * The charm's option whose flags extend the sections of this file, if its format is oslo.config; by default `config-flags`. See
   * `configFlags`.
   */
  readonly flags?: string
  /** The first release in which the service has no such file any more. */
  readonly until?: Release
  /** Tells by the template data whether the service has the file now: one that it does not have is removed; undefined leaves it as it is. */
  readonly when?: (data: TemplateData) => boolean | undefined
  /** Permissions; 0640 by default. */
  readonly mode?: number
  /** The owner; root by default. */
  readonly owner?: string
  /** The group; by default the group of the charm's user. */
  readonly group?: string
}

/** A configuration file that the charm writes. */
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

/** What files are made from. */
export interface Rendering {
  readonly release: Release
  /** The group that may read the files. */
  readonly group: string
  readonly units: Readonly<Record<string, { readonly unit: string }>>
  readonly data: TemplateData
  /** Sections by heading, for files of oslo.config. */
  readonly sections: Readonly<Record<string, Section>>
  /** Gives what an operator adds to files, by the name of the option that says it. */
  readonly flags: (option: string) => Flags
}

type AbsentFile = ReturnType<typeof absent>

/** Why a file cannot be written. */
export interface Unwritable {
  readonly problem: string
}

/** Finds the template for a release; undefined when the service has no such file in that release. */
export const templateOf = ({ templates, until }: Pick<ConfigFile, 'templates' | 'until'>, release: Release): Template | undefined =>
  until !== undefined && isAtLeast(release, until) ? undefined : typeof templates === 'function' ? templates : since(templates, release)

/** Names a value as an operator knows it: an option by its own name. */
const nameOf = (path: string): string =>
  path.startsWith('options.') ? `option '${path.slice('options.'.length).replaceAll('_', '-')}'` : `the value '${path}'`

/** The data of one rendering as files of one format get them: written, or what cannot be written. */
type WrittenData = { readonly given: Readonly<Record<string, unknown>> } | { readonly refused: string }

function writeData({ data, sections }: Rendering, name: FormatName): WrittenData {
  const format = formats[name]
  const refuse = (text: string): string | undefined => format.refuses(text)
  const refused = findRefused(data, refuse) ?? (name === 'oslo.config' ? findRefused(sections, refuse) : undefined)
  if (refused !== undefined) return { refused: `${nameOf(refused.path)} ${refused.why}` }
  const written = mapTexts(data, (text) => format.write(text))
  const texts = Object.entries(name === 'oslo.config' ? sections : {}).map(
    ([heading, one]) => [heading, osloSection(heading, one)] as const,
  )
  return { given: { ...Object(written), sections: Object.fromEntries(texts) } }
}

/** Renders files. A file that the service does not have in this release is left out. */
export function renderConfigFiles(files: readonly ConfigFile[], of: Rendering): readonly (FileStep | AbsentFile | Unwritable)[] {
  const { release, group, units } = of
  // Once for all files of a format: this is a part of every hook.
  const written = new Map<FormatName, WrittenData>()
  const unitsOf = (services: readonly string[]): readonly string[] => services.flatMap((service) => units[service]?.unit ?? [])
  return files.flatMap<FileStep | AbsentFile | Unwritable>((one) => {
    const { path, format, mode = 0o640, owner = 'root', group: ownGroup = group, restarts, reloads, flags = 'config-flags' } = one
    const template = templateOf(one, release)
    if (template === undefined) return []
    const isWanted = one.when === undefined || one.when(of.data)
    if (!isWanted) return isWanted === false ? [absent(path)] : []
    const data = written.get(format) ?? writeData(of, format)
    written.set(format, data)
    if ('refused' in data) return [{ problem: `${path}: ${data.refused}` }]
    const added: Flags = format === 'oslo.config' ? of.flags(flags) : new Map()
    const refused = refusedFlag(added)
    if (refused !== undefined) return [{ problem: `option '${flags}' ${refused}` }]
    const rendered = template(data.given)
    // Configuration files hold passwords, so their text is a secret.
    const text = secret(added.size === 0 ? rendered : extendSections(rendered, added))
    return [file(path, text, { mode, owner, group: ownGroup, restarts: unitsOf(restarts), reloads: unitsOf(reloads) })]
  })
}
