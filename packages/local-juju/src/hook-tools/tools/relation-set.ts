import { ToolError } from '../error.ts'
import { bool, text } from '../flags.ts'
import { parseKeyValues } from '../key-values.ts'
import { readMapFile } from '../map-file.ts'
import { defineTool, deprecatedFormat, needRelation, relationFlag, type Tool } from '../tool.ts'

/** Changes a databag when the hook succeeds. */
export const relationSet: Tool = defineTool(
  'key=value [key=value ...]',
  (hook) => ({ relation: relationFlag(hook), app: bool('app'), file: text('file'), format: text('format') }),
  (input) => {
    const { hook, flags, args } = input
    const relation = needRelation(flags.relation)
    const words = parseKeyValues(args)
    return async () => {
      const changes = { ...(await readMapFile(input, flags.file)), ...words }
      if (flags.app) {
        if (!hook.isLeader()) throw new ToolError('cannot write relation settings')
        relation.setApp(changes)
      } else relation.setUnit(changes)
      return deprecatedFormat('relation-set', flags.format)
    }
  },
)
