import { ToolError } from '../error.ts'
import { bool, text } from '../flags.ts'
import { quote } from '../go/quote.ts'
import { defineTool, deprecatedFormat, hookRelation, type Tool } from '../tool.ts'

const levels: Readonly<Record<string, string>> = {
  UNSPECIFIED: 'UNSPECIFIED',
  TRACE: 'TRACE',
  DEBUG: 'DEBUG',
  INFO: 'INFO',
  WARN: 'WARNING',
  WARNING: 'WARNING',
  ERROR: 'ERROR',
  CRITICAL: 'CRITICAL',
}

/** Writes to the model's log. */
export const jujuLog: Tool = defineTool(
  '<message>',
  () => ({ debug: bool('debug'), level: text('l', 'log-level'), format: text('format') }),
  ({ hook, flags, args }) => {
    if (args.length === 0) throw new ToolError('no message specified')
    return () => {
      const logger = `unit.${hook.world.unit}.juju-log`
      const asked = flags.debug ? 'DEBUG' : flags.level === '' ? 'INFO' : levels[flags.level.toUpperCase()]
      if (asked === undefined) {
        hook.world.log({ level: 'WARNING', logger, text: `Specified log level of ${quote(flags.level)} is not valid` })
      }
      const relation = hookRelation(hook)?.info
      const prefix = relation === undefined ? '' : `${relation.endpoint}:${relation.id}: `
      if (asked !== 'UNSPECIFIED') hook.world.log({ level: asked ?? 'INFO', logger, text: prefix + args.join(' ') })
      return deprecatedFormat('juju-log', flags.format)
    }
  },
)
