export { createHookContext, type HookContext, type HookScope, type ToolAnswer, type ToolCall } from './context.ts'
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
export { contentChecksum } from './secret-content.ts'
export { toolNames } from './tools.ts'
export * from './world.ts'
