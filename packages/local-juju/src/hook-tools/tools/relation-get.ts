import { applicationOf, isApplicationName, isUnitName } from '../../names.ts'
import { ToolError } from '../error.ts'
import { bool } from '../flags.ts'
import { quote } from '../go/quote.ts'
import type { Hook } from '../hook.ts'
import type { HookRelation } from '../relation-ledger.ts'
import { checkEmpty, defineTool, needRelation, outputFlags, print, relationFlag, type Tool } from '../tool.ts'
import { map } from '../value.ts'
import type { Bag } from '../world.ts'

/** Whose bag is meant: the one named, else that of the hook's remote unit, else that of its remote application. */
const ownerOf = (hook: Hook, named: string | undefined, app: boolean): { readonly owner: string; readonly app: boolean } => {
  const { remoteUnit, remoteApp } = hook.scope.relation ?? {}
  if (named === undefined) {
    const unit = app ? undefined : remoteUnit
    const name = unit ?? remoteApp
    if (name === undefined) throw new ToolError('no unit or application specified')
    return { owner: name, app: unit === undefined }
  }
  if (app) return { owner: isApplicationName(named) ? named : applicationOf(named), app }
  if (isUnitName(named)) return { owner: named, app }
  if (isApplicationName(named)) throw new ToolError(`expected unit name, got application name ${quote(named)}`)
  throw new ToolError(`invalid unit name ${quote(named)}`)
}

const readBag = (hook: Hook, relation: HookRelation, owner: string, app: boolean): Bag => {
  if (owner === '') throw new ToolError('"" is not a valid unit or application')
  if (!app && owner === hook.world.unit) return relation.unitBag()
  // The own application's bag is at hand for the leader; anybody else asks the controller, which may refuse.
  if (app && owner === applicationOf(hook.world.unit) && hook.isLeader()) return relation.appBag()
  return relation.remoteBag(owner)
}

/** Reads a databag, or one key of it. */
export const relationGet: Tool = defineTool(
  '<key> <unit id>',
  (hook) => ({ relation: relationFlag(hook), app: bool('app'), ...outputFlags() }),
  (input) => {
    const { hook, flags, args } = input
    const relation = needRelation(flags.relation)
    const [key = '', named, ...surplus] = args
    const { owner, app } = ownerOf(hook, named, flags.app)
    checkEmpty(surplus)
    return () => {
      const bag = readBag(hook, relation, owner, app)
      return print(input, key === '' || key === '-' ? map(bag) : (bag[key] ?? null))
    }
  },
)
