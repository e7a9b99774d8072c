// Lines of the log: which are wanted, and how they read.
import type { LogLine } from '../../controller/models/journal.ts'
import { unitTag } from '../../names.ts'
import { isApplicationName, isMachineId, isUnitName } from '../names.ts'
import { logTime } from '../times.ts'

/** The levels, from the least to the most severe. */
export const levels: readonly string[] = ['TRACE', 'DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL']

/** How severe a level is; an unknown or empty one comes before all. */
export const levelRank = (level: string): number => levels.indexOf(level.toUpperCase())

/** What a filter lets through. */
export interface LogWanted {
  readonly include: readonly string[]
  readonly exclude: readonly string[]
  readonly includeModule: readonly string[]
  readonly excludeModule: readonly string[]
  readonly level: number
}

/** Turns what was typed into a pattern for tags: a unit's, a machine's, all units of an application, or with wildcards. */
const entityPattern = (word: string): RegExp => {
  const tag = isUnitName(word)
    ? unitTag(word)
    : isMachineId(word)
      ? `machine-${word.replaceAll('/', '-')}`
      : isApplicationName(word) && !/^(?:unit|machine)-/.test(word)
        ? `unit-${word}-*`
        : word
  const escaped = tag.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')
  return new RegExp(`^${escaped}$`)
}

/** Makes the test for lines. */
export const logFilter = (wanted: LogWanted): ((line: LogLine) => boolean) => {
  const include = wanted.include.map(entityPattern)
  const exclude = wanted.exclude.map(entityPattern)
  const inModule = (line: LogLine, modules: readonly string[]): boolean =>
    modules.some((module) => line.module === module || line.module.startsWith(`${module}.`))
  return (line) =>
    levelRank(line.level) >= wanted.level &&
    (include.length === 0 || include.some((pattern) => pattern.test(line.entity))) &&
    !exclude.some((pattern) => pattern.test(line.entity)) &&
    (wanted.includeModule.length === 0 || inModule(line, wanted.includeModule)) &&
    !inModule(line, wanted.excludeModule)
}

/** Writes a line as `juju debug-log` does. */
export const logText = (line: LogLine, shown: { readonly date: boolean; readonly ms: boolean; readonly utc: boolean }): string =>
  `${line.entity}: ${logTime(new Date(line.time), shown)} ${line.level} ${line.module} ${line.message}\n`
