import type { Hook } from '../model/unit.ts'
import type { Frozen, Json } from '../model/values.ts'

/** What the agent status says while a hook runs. */
export function runningMessage(hook: Frozen<Hook>): string {
  const remote = hook.relation?.remoteUnit ?? null
  return remote === null ? `running ${hook.name} hook` : `running ${hook.name} hook for ${remote}`
}

/** Gives the message of the workload status after a failed hook, in Juju's words. */
export function failureMessage(hook: Frozen<Hook>): string {
  return `hook failed: "${failedName(hook)}"`
}

/** Juju names a storage hook without its storage there. */
function failedName({ name, storage }: Frozen<Hook>): string {
  return storage === null ? name : `storage-${storage.kind}`
}

/** The data that goes with {@link failureMessage}. */
export function failureData(hook: Frozen<Hook>): { [key: string]: Json } {
  const data: { [key: string]: Json } = { hook: failedName(hook) }
  if (hook.relation !== null) {
    data['relation-id'] = hook.relation.id
    if (hook.relation.remoteUnit !== null) data['remote-unit'] = hook.relation.remoteUnit
  }
  if (hook.secret !== null) {
    data['secret-uri'] = `secret:${hook.secret.id}`
    if (hook.secret.label !== '') data['secret-label'] = hook.secret.label
  }
  return data
}
