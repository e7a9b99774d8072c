/** Checks that a charm describes and nrpe writes: the `local` section of the document. */
import { defined } from '@charm-layers/relation/wire'
import type { Sections } from './answer.ts'
import { isCheckName } from './checks.ts'
import { COMMAND_DIRECTORY } from './files.ts'
import { isMapping, type Yaml, type YamlMapping } from './yaml.ts'

/** Checks for nrpe to write, by a name of the charm's own. */
export interface LocalChecks {
  /** A number of processes of a program. */
  readonly procrunning?: Readonly<Record<string, { readonly executable: string; readonly min: number; readonly max: number }>>
  /** The number of all processes. */
  readonly processcount?: Readonly<Record<string, { readonly max: number; readonly min?: number }>>
  /** Room on the disk of a path. */
  readonly disk?: Readonly<Record<string, { readonly path: string }>>
  /** Any plugin; nrpe writes it only if there are parameters. */
  readonly custom?: Readonly<Record<string, CustomCheck>>
}

/** A check by any plugin. */
export interface CustomCheck {
  readonly check: string
  /** A directory that exists; by default that of the packages. */
  readonly pluginPath?: `/${string}`
  readonly description?: string
  readonly parameters: string
}

const mapValues = <From, To>(of: Readonly<Record<string, From>>, change: (value: From) => To): Readonly<Record<string, To>> =>
  Object.fromEntries(Object.entries(of).map(([name, value]) => [name, change(value)]))

/** Options of a check; what is undefined is left out. */
type Options = Readonly<Record<string, string | number | undefined>>

/** Gives local checks as they stand in the document. */
export const localSections = ({ custom, ...others }: LocalChecks): Sections => {
  const customs = mapValues(custom ?? {}, ({ check, pluginPath, description, parameters }): Options => {
    return { check, plugin_path: pluginPath, desc: description, params: parameters }
  })
  const sections: Readonly<Record<string, Readonly<Record<string, Options>>>> = { ...others, ...(custom && { custom: customs }) }
  return mapValues(sections, (checks) => mapValues(checks, (options) => defined<YamlMapping>(options)))
}

/** A command that nrpe writes for a local check. */
export interface LocalCommand {
  /** Name of the command, which is also its short name in the `remote` section. */
  readonly name: string
  readonly path: string
  /** There is none if a custom check has no parameters: the name is announced all the same. */
  readonly content?: string
}

const PLUGINS = '/usr/lib/nagios/plugins'

/** Gives an option as text; nrpe takes numbers for texts. */
const optionOf = (value: Yaml | undefined): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value) || undefined : undefined

/** A range of Nagios, such as `5`, `1:5` or `@0:3`. */
const RANGE = /^@?(?:~|-?\d{1,15}(?:\.\d{1,15})?)?:?(?:-?\d{1,15}(?:\.\d{1,15})?)?$/
const PATH = /^(?!.*\/\.\.(?:\/|$))\/[\w./@:+-]{0,1024}$/

/** Says whether a shell takes a text for words alone: nothing outside of quotes does anything, and no quotes stay open. */
const areWords = (text: string): boolean => {
  if (/[\p{Cc}`]/u.test(text)) return false
  const bare = text.replaceAll(/'[^']*'|"(?:[^"\\$]|\\.)*"|\\./g, '')
  return !/[;&|<>()$'"\\]/.test(bare)
}

/** Gives name and command line of a check, without the name of its source; undefined if an option is missing. */
const commandOf = (type: string, options: YamlMapping): { readonly name: string; readonly line: string | undefined } | undefined => {
  const [executable, min, max, path, check] = ['executable', 'min', 'max', 'path', 'check'].map((key) => optionOf(options[key]))
  if ([min, max].some((range) => range !== undefined && !RANGE.test(range))) return undefined
  if (type === 'procrunning' && executable && min && max) {
    return { name: `check_proc_${executable}`, line: `${PLUGINS}/check_procs -w ${min} -c ${max} -C ${executable}` }
  }
  if (type === 'processcount' && max) {
    return { name: 'check_proc_principal', line: `${PLUGINS}/check_procs${min ? ` -w ${min}` : ''} -c ${max}` }
  }
  if (type === 'disk' && path && PATH.test(path))
    return { name: 'check_disk_principal', line: `${PLUGINS}/check_disk -w 20 -c 10 -p ${path}` }
  if (type !== 'custom' || !check) return undefined
  const plugins = optionOf(options.plugin_path) ?? PLUGINS
  const directory = plugins.startsWith('/') ? plugins : `/${plugins}`
  const params = optionOf(options.params)
  if (!PATH.test(directory) || (params !== undefined && !areWords(params))) return undefined
  return { name: check, line: params && `${directory}/${check} ${params}` }
}

/**
 * Gives the commands that nrpe writes for the local checks of a charm. A check is left out if it lacks an option or would break its line or
 * its path. nrpe itself looks whether the directory of a custom check exists.
 */
export const localCommands = (local: Sections): readonly LocalCommand[] => {
  const commands: LocalCommand[] = []
  for (const [type, checks] of Object.entries(local)) {
    for (const options of Object.values(checks)) {
      const command = isMapping(options) ? commandOf(type, options) : undefined
      if (command === undefined || !isCheckName(command.name)) continue
      const name = `${command.name}_principal`
      const content = command.line === undefined ? {} : { content: `command[${name}]=${command.line}\n` }
      commands.push({ name, path: `${COMMAND_DIRECTORY}/${name}.cfg`, ...content })
    }
  }
  return commands
}
