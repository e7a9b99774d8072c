import { findApplication } from '../model/lookup.ts'
import { modelConfig } from '../model/model-config.ts'
import type { Task } from '../model/operation.ts'
import type { Model } from '../model/state.ts'
import type { Hook, Unit } from '../model/unit.ts'
import type { Frozen } from '../model/values.ts'
import { unitTag } from '../names.ts'
import { SYSTEM_PATH } from '../system-environment.ts'

/** The Juju release that local-juju behaves as. */
export const JUJU_VERSION = '3.6.28'

/** Where a unit's things lie, as the unit sees them. */
export interface UnitPaths {
  /** `/var/lib/juju/agents/unit-web-0`. */
  readonly agent: string
  /** `/var/lib/juju/tools/unit-web-0`. */
  readonly tools: string
  readonly charm: string
  readonly socket: string
}

/** Gives a unit's paths below the agent's data directory, `/var/lib/juju` in a machine. */
export function unitPaths(root: string, unit: string): UnitPaths {
  const tag = unitTag(unit)
  const agent = `${root}/agents/${tag}`
  return { agent, tools: `${root}/tools/${tag}`, charm: `${agent}/charm`, socket: `${agent}/agent.socket` }
}

/** What is run: a hook, an action or a command of `juju exec`. */
export type Run = { readonly hook: Frozen<Hook> } | { readonly task: Frozen<Task> }

/** Gives the name of a run in context ids and loggers: the hook's or action's name, `juju-exec` for commands. */
export function runName(run: Run): string {
  return 'hook' in run ? run.hook.name : run.task.name
}

/** Where a run happens: its context, and the paths and addresses that the charm sees. */
export interface RunPlace {
  readonly contextId: string
  readonly paths: UnitPaths
  /** `host:port` of the controller. */
  readonly apiAddresses: string
}

/** Builds the whole environment of a run, as Juju does. Nothing is inherited: there is no HOME, USER or SHELL. */
export function hookEnvironment(
  model: Frozen<Model>,
  unit: Frozen<Unit>,
  run: Run,
  { contextId, paths, apiAddresses }: RunPlace,
): Record<string, string> {
  const proxy = (kind: string): string => modelConfig(model, `juju-${kind}-proxy`)
  return {
    PATH: `${paths.tools}:${SYSTEM_PATH}`,
    LANG: 'C.UTF-8',
    TERM: 'tmux-256color',
    CHARM_DIR: paths.charm,
    JUJU_CHARM_DIR: paths.charm,
    JUJU_CONTEXT_ID: contextId,
    JUJU_AGENT_SOCKET_ADDRESS: paths.socket,
    JUJU_AGENT_SOCKET_NETWORK: 'unix',
    JUJU_UNIT_NAME: unit.name,
    JUJU_MODEL_NAME: model.name,
    JUJU_MODEL_UUID: model.uuid,
    JUJU_API_ADDRESSES: apiAddresses,
    JUJU_VERSION,
    CLOUD_API_VERSION: '',
    JUJU_MACHINE_ID: unit.machine,
    JUJU_PRINCIPAL_UNIT: unit.principal ?? '',
    JUJU_AVAILABILITY_ZONE: '',
    JUJU_SLA: 'unsupported',
    JUJU_CHARM_HTTP_PROXY: proxy('http'),
    JUJU_CHARM_HTTPS_PROXY: proxy('https'),
    JUJU_CHARM_FTP_PROXY: proxy('ftp'),
    JUJU_CHARM_NO_PROXY: proxy('no'),
    ...('hook' in run ? { ...hookVariables(run.hook), ...storageVariables(model, run.hook) } : taskVariables(run.task)),
    ...legacyProxies(model),
    ...(isUbuntu(model, unit) ? { DEBIAN_FRONTEND: 'noninteractive', APT_LISTCHANGES_FRONTEND: 'none' } : {}),
  }
}

function hookVariables(hook: Frozen<Hook>): Record<string, string> {
  const { relation, secret } = hook
  return {
    JUJU_HOOK_NAME: hook.name,
    JUJU_DISPATCH_PATH: `hooks/${hook.name}`,
    ...(relation === null
      ? {}
      : {
          JUJU_RELATION: relation.endpoint,
          JUJU_RELATION_ID: `${relation.endpoint}:${relation.id}`,
          JUJU_REMOTE_APP: relation.remoteApplication,
          JUJU_REMOTE_UNIT: relation.remoteUnit ?? '',
          ...(relation.departingUnit === null ? {} : { JUJU_DEPARTING_UNIT: relation.departingUnit }),
        }),
    ...(secret === null
      ? {}
      : {
          JUJU_SECRET_ID: `secret:${secret.id}`,
          JUJU_SECRET_LABEL: secret.label,
          ...((secret.kind === 'remove' || secret.kind === 'expired') && secret.revision > 0
            ? { JUJU_SECRET_REVISION: String(secret.revision) }
            : {}),
        }),
  }
}

/** A storage that the machine has not made yet has no variables. */
function storageVariables(model: Frozen<Model>, { storage }: Frozen<Hook>): Record<string, string> {
  const location = model.storage[storage?.id ?? '']?.attachment?.location ?? null
  if (storage === null || location === null) return {}
  return { JUJU_STORAGE_ID: storage.id, JUJU_STORAGE_LOCATION: location, JUJU_STORAGE_KIND: 'filesystem' }
}

function taskVariables(task: Frozen<Task>): Record<string, string> {
  return {
    JUJU_HOOK_NAME: '',
    ...(task.command === null ? { JUJU_DISPATCH_PATH: `actions/${task.name}` } : {}),
    JUJU_ACTION_NAME: task.name,
    JUJU_ACTION_UUID: task.id,
    JUJU_ACTION_TAG: `action-${task.id}`,
  }
}

/** The legacy proxy settings reach the charm only where the operator has set them; `no-proxy` alone does not count. */
function legacyProxies(model: Frozen<Model>): Record<string, string> {
  const kinds = ['http', 'https', 'ftp'].filter((kind) => modelConfig(model, `${kind}-proxy`) !== '')
  if (kinds.length === 0) return {}
  return Object.fromEntries(
    [...kinds, 'no'].flatMap((kind) => {
      const value = modelConfig(model, `${kind}-proxy`)
      return [
        [`${kind}_proxy`, value],
        [`${kind.toUpperCase()}_PROXY`, value],
      ]
    }),
  )
}

/**
 * Tells whether the charm was deployed for Ubuntu. Juju 3.6 sets apt's variables where the host runs Ubuntu; machines here never do, so the
 * charm's base decides.
 */
function isUbuntu(model: Frozen<Model>, unit: Frozen<Unit>): boolean {
  return findApplication(model, unit.application).base.startsWith('ubuntu')
}
