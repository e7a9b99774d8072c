/** The environment that the unit agent gives a hook. */
import { CharmError } from '../errors.ts'
import type { Proxies } from '../host/proxies.ts'

/**
 * The variables that this runtime reads, as in `process.env`, each with an example. The agent sets them in `HookVars` and in the contexts
 * of events (Juju: internal/worker/uniter/runner/context/context.go; worker/uniter/runner/context/context.go before 3.6).
 */
export interface Environment {
  /** `hooks/config-changed` or `actions/backup`; absent in `juju exec`. */
  readonly JUJU_DISPATCH_PATH?: string | undefined
  /** `trove/0` */
  readonly JUJU_UNIT_NAME?: string | undefined
  /** `openstack` */
  readonly JUJU_MODEL_NAME?: string | undefined
  /** `9f484882-2f18-4fd2-967d-db9663db7bea` */
  readonly JUJU_MODEL_UUID?: string | undefined
  /** `3.6.28`, or `4.0-beta2.1`: a tag and a build number may follow. */
  readonly JUJU_VERSION?: string | undefined
  /** `/var/lib/juju/agents/unit-trove-0/charm` */
  readonly JUJU_CHARM_DIR?: string | undefined
  /** `trove/0-config-changed-` and 32 hexadecimal digits: names the hook to the agent. */
  readonly JUJU_CONTEXT_ID?: string | undefined
  /** `/var/lib/juju/agents/unit-trove-0/agent.socket`; a leading `@` stands for an abstract one. */
  readonly JUJU_AGENT_SOCKET_ADDRESS?: string | undefined
  /** `unix`, or `tcp` for operators of pod spec charms up to 3.6. */
  readonly JUJU_AGENT_SOCKET_NETWORK?: string | undefined
  /** `amqp:3`, in relation hooks. */
  readonly JUJU_RELATION_ID?: string | undefined
  /** `rabbitmq-server`, in relation hooks; may be empty. */
  readonly JUJU_REMOTE_APP?: string | undefined
  /** `rabbitmq-server/0`, in relation hooks; empty in created and broken, and when the application databag has changed. */
  readonly JUJU_REMOTE_UNIT?: string | undefined
  /** `rabbitmq-server/0`, in departed hooks since 2.8: the unit that leaves, which may be this one. */
  readonly JUJU_DEPARTING_UNIT?: string | undefined
  /** `secret:cq9r1kvmp25c77u0a1b0`, in secret hooks. */
  readonly JUJU_SECRET_ID?: string | undefined
  /** `database`, in secret hooks; empty when this unit has given the secret no label. */
  readonly JUJU_SECRET_LABEL?: string | undefined
  /** `2`, in the hooks `secret-expired` and `secret-remove`. */
  readonly JUJU_SECRET_REVISION?: string | undefined
  /** `data/0`, in storage hooks. */
  readonly JUJU_STORAGE_ID?: string | undefined
  /** `/srv/data`, in storage hooks, once Juju has attached the storage. */
  readonly JUJU_STORAGE_LOCATION?: string | undefined
  /** `backup`, in actions. */
  readonly JUJU_ACTION_NAME?: string | undefined
  /** `2`, in actions: the number of the task, in spite of its name. */
  readonly JUJU_ACTION_UUID?: string | undefined
  /**
   * `http://proxy.example.com:3128`: the model's `juju-http-proxy`, which Juju gives to charms alone. This and the next two may be empty.
   */
  readonly JUJU_CHARM_HTTP_PROXY?: string | undefined
  /** `http://proxy.example.com:3128` */
  readonly JUJU_CHARM_HTTPS_PROXY?: string | undefined
  /** `10.0.0.0/8,localhost` */
  readonly JUJU_CHARM_NO_PROXY?: string | undefined
  /** All other variables, such as `PATH`, and `http_proxy` where the model has `http-proxy`. */
  readonly [name: string]: string | undefined
}

/** The unit, the model and the Juju of a hook. */
export interface Identity {
  /** Such as `trove/0`. */
  readonly unit: string
  /** Such as `trove`: the unit's name without its number. */
  readonly application: string
  readonly modelName: string
  readonly modelUuid: string
  /** Such as `3.6.28`; see `jujuAtLeast`. */
  readonly jujuVersion: string
  /** The folder that holds the charm's files. */
  readonly charmDir: string
}

/**
 * Gives a variable that the agent always sets.
 * @throws CharmError when it is missing or empty: then no agent has started this program.
 */
export const need = (env: Environment, name: string): string => {
  const value = env[name]
  if (value !== undefined && value !== '') return value
  throw new CharmError('E_ENVIRONMENT', `${name} is not set`, {
    hint: 'this program is started by the Juju unit agent; by hand: juju exec --unit NAME/0 -- ./dispatch --plan',
  })
}

/**
 * Parses the unit, the model and the Juju of a hook from its environment.
 * @throws CharmError for an environment that no unit agent makes.
 */
export function parseIdentity(env: Environment): Identity {
  const unit = need(env, 'JUJU_UNIT_NAME')
  return {
    unit,
    application: unit.replace(/\/\d+$/, ''),
    modelName: need(env, 'JUJU_MODEL_NAME'),
    modelUuid: need(env, 'JUJU_MODEL_UUID'),
    jujuVersion: need(env, 'JUJU_VERSION'),
    charmDir: need(env, 'JUJU_CHARM_DIR'),
  }
}

/** Hooks in which nearly every hook tool is refused (Juju up to 3.5: restricted contexts). */
const restricted: readonly string[] = ['hooks/collect-metrics', 'hooks/meter-status-changed']

/** Tells whether a charm can do nothing in this hook. It has to be asked first: such a hook has not even the usual environment. */
export const isRestricted = (env: Environment): boolean => restricted.includes(env.JUJU_DISPATCH_PATH ?? '')

/** Tells whether this Juju is at least of the version `major.minor.patch`; tags such as `-beta2` do not count. */
export function jujuAtLeast(version: string, wanted: string): boolean {
  const [have, want] = [version, wanted].map((text) => (text.match(/\d+/g) ?? []).slice(0, 3).map(Number))
  for (const at of [0, 1, 2]) if ((have?.[at] ?? 0) !== (want?.[at] ?? 0)) return (have?.[at] ?? 0) > (want?.[at] ?? 0)
  return true
}

const proxyNames = ['http_proxy', 'https_proxy', 'no_proxy'] as const

/** Reads the model's proxies: `juju-http-proxy` and its like, which Juju gives to charms alone, or else `http-proxy` and its like. */
export const proxiesOf = (env: Environment): Proxies =>
  Object.fromEntries(
    proxyNames.flatMap((name) => {
      const value = env[`JUJU_CHARM_${name.toUpperCase()}`] || env[name]
      return value ? [[name, value]] : []
    }),
  )
