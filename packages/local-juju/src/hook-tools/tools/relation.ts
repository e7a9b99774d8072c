import { ToolError } from '../error.ts'
import { bool } from '../flags.ts'
import { compareBytes } from '../go/sort.ts'
import { checkEmpty, defineTool, hookRelation, needRelation, outputFlags, print, relationFlag, type Tool } from '../tool.ts'
import { strings, struct } from '../value.ts'

/** Lists the relations of an endpoint. */
export const relationIds: Tool = defineTool(
  '<name>',
  () => outputFlags(),
  (input) => {
    const { hook, args } = input
    const [name = hookRelation(hook)?.info.endpoint, ...surplus] = args
    if (name === undefined) throw new ToolError('no endpoint name specified')
    checkEmpty(surplus)
    return () => {
      const ids = hook.relations.filter(({ info, broken }) => info.endpoint === name && !broken).map(({ info }) => `${name}:${info.id}`)
      return print(input, strings(ids.sort(compareBytes)))
    }
  },
)

/** Lists the units of a relation, or names its application. */
export const relationList: Tool = defineTool(
  '',
  (hook) => ({ relation: relationFlag(hook), app: bool('app'), ...outputFlags() }),
  (input) => {
    const { info } = needRelation(input.flags.relation)
    checkEmpty(input.args)
    return () => print(input, input.flags.app ? info.remoteApp : strings([...info.remoteUnits].sort(compareBytes)))
  },
)

/** Tells the model of a relation's other side (3.6.2 and later). */
export const relationModelGet: Tool = defineTool(
  '',
  (hook) => ({ relation: relationFlag(hook), ...outputFlags() }),
  (input) => {
    const { info } = needRelation(input.flags.relation)
    checkEmpty(input.args)
    return () => print(input, struct([['uuid', info.remoteModelUuid ?? input.hook.world.modelUuid]]))
  },
)
