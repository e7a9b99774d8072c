import type { LogLine } from '../../controller/models/journal.ts'
import { journalFiles } from '../../controller/models/journal.ts'
import { listModels, modelFlag, openModel } from '../client.ts'
import type { Command } from '../command.ts'
import { noMoreWords, usageError } from '../errors.ts'
import { formatJson } from '../json.ts'
import { levelRank, levels, logFilter, logText } from '../log/lines.ts'
import { readLog } from '../log/read.ts'

const uintFlag = (text: string): number => {
  if (!/^\d+$/.test(text)) throw new Error(`invalid value ${JSON.stringify(text)} for uint flag`)
  return Number(text)
}

/** Shows the log of the model: the last lines, then what comes. */
export const command: Command = {
  usage: 'debug-log [options]',
  summary: "Shows a model's log.",
  details: `Shows the last lines of the log of the model. On a terminal it goes on with new lines, elsewhere it ends; --tail and --no-tail say so.
The model attribute logging-config decides which lines are kept at all: by default INFO and above. Output of hooks is DEBUG (what they
print) and WARNING (what they write to standard error). Units are named as web/0, machines by their number; * stands for any text.`,
  examples: [
    'debug-log',
    'debug-log --replay --include web/0 --level WARNING',
    'debug-log --include-module unit.web/0.juju-log --limit 50 --utc',
  ],
  declare: (flags) => {
    const model = modelFlag(flags)
    const each = (text: string): readonly string[] => [text]
    const include = flags.list(['i', 'include'], 'Only lines of this unit, machine or entity; may be given several times', each)
    const exclude = flags.list(['x', 'exclude'], 'No lines of this unit, machine or entity; may be given several times', each)
    const includeModule = flags.list(['include-module'], 'Only lines of this logger and those below it; may be given several times', each)
    const excludeModule = flags.list(['exclude-module'], 'No lines of this logger and those below it; may be given several times', each)
    flags.ignored(['include-label', 'include-labels'], 'text', 'log lines have no labels')
    flags.ignored(['exclude-label', 'exclude-labels'], 'text', 'log lines have no labels')
    const level = flags.string(['l', 'level'], 'Only lines of this level and above: TRACE, DEBUG, INFO, WARNING or ERROR')
    const lines = flags.custom(['n', 'lines'], 'Begin with so many of the last lines', 10, uintFlag)
    const limit = flags.custom(['limit'], 'Show so many lines and end; 0 shows all', 0, uintFlag)
    const replay = flags.bool(['replay'], 'Begin with the oldest line')
    const tail = flags.bool(['tail'], 'Go on with lines as they come')
    const noTail = flags.bool(['no-tail'], 'End after the lines that are there')
    const retry = flags.bool(['retry'], 'Connect again after a failure; the log is read from its file here')
    flags.duration(['retry-delay'], 'How long to wait before connecting again', 1000)
    const date = flags.bool(['date'], 'Show the date too')
    const ms = flags.bool(['ms'], 'Times with milliseconds')
    const utc = flags.bool(['utc'], 'Times in UTC')
    flags.ignored(['location'], 'bool', 'log lines have no place in a source')
    flags.ignored(['color'], 'bool', 'data is written without colour')
    const format = flags.format(['text', 'json'], 'text')
    return (words) => {
      noMoreWords(words)
      if (level.value !== '' && !levels.includes(level.value.toUpperCase())) {
        throw usageError(`level value ${JSON.stringify(level.value)} is not one of "TRACE", "DEBUG", "INFO", "WARNING", "ERROR"`)
      }
      const exclusive: readonly (readonly [boolean, boolean, string])[] = [
        [tail.value, noTail.value, '--tail and --no-tail'],
        [tail.value, limit.given, '--tail and --limit'],
        [limit.given, lines.given, '--limit and --lines'],
        [replay.value, lines.given, '--replay and --lines'],
        [noTail.value, lines.given, '--no-tail and --lines'],
        [noTail.value, retry.value, '--no-tail and --retry'],
      ]
      for (const [one, other, names] of exclusive) if (one && other) throw usageError(`setting ${names} not valid`)
      return async (context) => {
        const client = await openModel(context, model)
        const summary = (await listModels(context.io)).find((candidate) => candidate.name === client.name)
        if (!summary) return
        const wanted = logFilter({
          include: include.value,
          exclude: exclude.value,
          includeModule: includeModule.value,
          excludeModule: excludeModule.value,
          level: levelRank(level.value),
        })
        const write = (line: LogLine): void => {
          const json = {
            'model-uuid': summary.uuid,
            timestamp: line.time,
            entity: line.entity,
            level: line.level,
            module: line.module,
            message: line.message,
          }
          context.out(
            format.kind.value === 'json' ? `${formatJson(json)}\n` : logText(line, { date: date.value, ms: ms.value, utc: utc.value }),
          )
        }
        const follow = tail.value || (!noTail.value && !limit.given && context.io.stdout.isTTY === true)
        const log = readLog(journalFiles(summary.directory).log)
        const all = log.next().filter(wanted)
        const count = limit.given ? limit.value || all.length : lines.value
        const shown = replay.value ? (limit.value > 0 ? all.slice(0, limit.value) : all) : count === 0 ? [] : all.slice(-count)
        for (const line of shown) write(line)
        while (follow) {
          await new Promise((resolve) => setTimeout(resolve, 200))
          for (const line of log.next().filter(wanted)) write(line)
        }
      }
    }
  },
}
