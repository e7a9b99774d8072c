import { applicationOf, isApplicationName, isUnitName, relationKeyTag, unitTag } from '../../names.ts'
import { ToolError } from '../error.ts'
import { text } from '../flags.ts'
import { quote } from '../go/quote.ts'
import { parseSecretUri } from '../secret-uri.ts'
import { checkEmpty, defineTool, needRelation, relationFlag, type Tool } from '../tool.ts'

/** Gives a related application or unit access to a secret when the hook succeeds. */
export const secretGrant: Tool = defineTool(
  '<ID>',
  (hook) => ({ relation: relationFlag(hook), unit: text('unit') }),
  ({ hook, flags, args }) => {
    const [name, ...surplus] = args
    if (name === undefined) throw new ToolError('missing secret URI')
    const uri = parseSecretUri(name)
    const { info } = needRelation(flags.relation)
    if (flags.unit !== '' && !isUnitName(flags.unit)) throw new ToolError(`unit ${quote(flags.unit)} not valid`)
    if (flags.unit !== '' && applicationOf(flags.unit) !== info.remoteApp) {
      throw new ToolError(`cannot specify unit ${quote(flags.unit)} in relation to application ${quote(info.remoteApp)}`)
    }
    checkEmpty(surplus)
    return () => {
      const secret = hook.secrets.known().find(({ id }) => id === uri.id)
      if (secret === undefined) throw new ToolError(`secret ${quote(uri.id)} not found`)
      if (secret.owner === 'application' && !hook.isLeader()) throw new ToolError('this unit is not the leader')
      const scope = relationKeyTag(info.key)
      const app = `application-${info.remoteApp}`
      const target = flags.unit === '' ? app : unitTag(flags.unit)
      const given = secret.access.filter((access) => access.scope === scope).map((access) => access.target)
      if (given.includes(app) || given.includes(target)) return undefined
      if (target === app && given.some((one) => one.startsWith('unit-'))) {
        throw new ToolError('any unit level grants need to be revoked before granting access to the corresponding application')
      }
      hook.secrets.grant({ id: uri.id, uri: uri.text, scope, targets: [target] })
      return undefined
    }
  },
)

/** Takes access to a secret back when the hook succeeds. */
export const secretRevoke: Tool = defineTool(
  '<ID>',
  (hook) => ({ relation: relationFlag(hook), app: text('app', 'application'), unit: text('unit') }),
  ({ hook, flags, args }) => {
    const [name, ...surplus] = args
    if (name === undefined) throw new ToolError('missing secret URI')
    const uri = parseSecretUri(name)
    const { relation, app, unit } = flags
    if (app !== '' && !isApplicationName(app)) throw new ToolError(`application ${quote(app)} not valid`)
    if (unit !== '' && !isUnitName(unit)) throw new ToolError(`unit ${quote(unit)} not valid`)
    if (app !== '' && unit !== '') throw new ToolError('specify only one of application or unit')
    if (relation !== undefined && app !== '') throw new ToolError('do not specify both relation and app')
    if (relation === undefined && app === '' && unit === '') throw new ToolError('missing relation or application or unit')
    checkEmpty(surplus)
    return () => {
      const secret = hook.secrets.managed(uri.id)
      if (secret?.owner === 'application' && !hook.isLeader()) throw new ToolError('this unit is not the leader')
      const target = unit === '' ? `application-${app === '' ? (relation?.info.remoteApp ?? '') : app}` : unitTag(unit)
      // Unlike a grant, a revocation does not name the relation: it takes all that the target has.
      hook.secrets.revoke({ id: uri.id, uri: uri.text, scope: target, targets: [target] })
      return undefined
    }
  },
)
