export type { ToolAnswer, ToolCall } from './call.ts'
export { createHookContext, type HookContext } from './context.ts'
export type {
  ActionResults,
  Outcome,
  Pending,
  PortRange,
  SecretAccess,
  SecretChange,
  SecretCreate,
  SecretUpdate,
} from './pending.ts'
export type { HookScope } from './scope.ts'
export { contentChecksum } from './secret-content.ts'
export { toolNames } from './tools.ts'
export * from './world.ts'
