import { ToolError } from './error.ts'
import type { ActionResults, Outcome, Pending } from './pending.ts'
import { createPortLedger, type PortLedger } from './port-ledger.ts'
import { createHookRelation, type HookRelation } from './relation-ledger.ts'
import type { HookScope } from './scope.ts'
import { createSecretLedger, type SecretLedger } from './secret-ledger.ts'
import type { Bag, ConfigValue, World, WorldStatus } from './world.ts'

/** What the tools of one hook share: the world, what was read of it, and what is to be committed. */
export interface Hook {
  readonly world: World
  readonly scope: HookScope
  /** Claims leadership. After one false every later answer in the hook is false. */
  isLeader(): boolean
  /** The options, read once. */
  config(): Readonly<Record<string, ConfigValue>>
  readonly relations: readonly HookRelation[]
  readonly ports: PortLedger
  readonly secrets: SecretLedger
  /** The unit's status as first read: a status-set of this hook does not show. */
  unitStatus(): WorldStatus
  state(): Bag
  setState(state: Bag): void
  addStorage(name: string, count: number): void
  /** Throws a ToolError outside an action. */
  action(): HookAction
  /** Remembers a wanted reboot. */
  reboot(when: 'after' | 'now'): void
  setSpec(kind: 'podSpec' | 'rawSpec', text: string): void
  outcome(): Outcome
}

/** The action that runs. */
export interface HookAction {
  results: ActionResults
  failed: boolean
  message: string
}

/** Starts the memory of a hook. */
export const createHook = (world: World, scope: HookScope): Hook => {
  const relations = world.relations().map((info) => createHookRelation(world, info))
  const ports = createPortLedger(world)
  const secrets = createSecretLedger(world)
  const action: HookAction | undefined = scope.action && { results: {}, failed: false, message: '' }
  const specs: { podSpec?: string; rawSpec?: string } = {}
  const storage: { readonly name: string; readonly count: number }[] = []
  let notLeader = false
  let config: Readonly<Record<string, ConfigValue>> | undefined
  let status: WorldStatus | undefined
  let state: Bag | undefined
  let stateChanged = false
  let reboot: Outcome['reboot'] = 'none'

  const pending = (): Pending => ({
    relations: relations.flatMap((relation) => relation.pending() ?? []),
    ...ports.pending(),
    ...(stateChanged && state !== undefined ? { charmState: state } : {}),
    storage,
    ...secrets.pending(),
    ...specs,
  })

  return {
    world,
    scope,
    isLeader: () => {
      notLeader ||= !world.claimLeadership()
      return !notLeader
    },
    config: () => (config ??= world.config()),
    relations,
    ports,
    secrets,
    unitStatus: () => (status ??= world.unitStatus()),
    state: () => (state ??= world.charmState()),
    setState: (next) => {
      state = next
      stateChanged = true
    },
    addStorage: (name, count) => void storage.push({ name, count }),
    action: () => {
      if (action === undefined) throw new ToolError('not running an action')
      return action
    },
    reboot: (when) => {
      reboot = when
    },
    setSpec: (kind, text) => {
      specs[kind] = text
    },
    outcome: () => ({ pending: pending(), ...(action === undefined ? {} : { action: { ...action } }), reboot }),
  }
}
