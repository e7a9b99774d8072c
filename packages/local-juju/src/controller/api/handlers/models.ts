import { parseDuration } from '../../../model/duration.ts'
import { changeModelConfig } from '../../../model/model-config.ts'
import type { Model } from '../../../model/state.ts'
import type { Frozen } from '../../../model/values.ts'
import { JUJU_VERSION } from '../../../uniter/environment.ts'
import { setUpdateStatusTimer } from '../../../uniter/timers.ts'
import { destroyModel } from '../../models/destroy.ts'
import type { Store } from '../../models/store.ts'
import type { HandlerParts, Handlers } from './handler.ts'

type Verbs = 'ping' | 'stop' | 'models' | 'add-model' | 'destroy-model' | 'model-config' | 'snapshot'

/** Answers requests about models as a whole. */
export function modelHandlers({ models, stop }: HandlerParts): Pick<Handlers, Verbs> {
  return {
    ping: async () => ({ pid: process.pid, version: JUJU_VERSION }),
    stop: async ({ keepMachines }) => {
      await stop(keepMachines)
      return {}
    },
    models: async () =>
      models.list().map(({ directory, store }) => {
        const { name, uuid, life, created, machines, applications, units } = store.read()
        const count = (all: object): number => Object.keys(all).length
        return { name, uuid, life, created, directory, machines: count(machines), applications: count(applications), units: count(units) }
      }),
    'add-model': async ({ name, config }) => ({ uuid: models.add(name, config) }),
    'destroy-model': async ({ model, force }) => {
      models.get(model).store.change((draft) => destroyModel(draft, force))
      return {}
    },
    'model-config': async ({ model, set, reset }) => {
      const warnings = models.get(model).store.change((draft, now) => {
        const told = changeModelConfig(draft, set, reset)
        if ('update-status-hook-interval' in set || reset.includes('update-status-hook-interval')) {
          for (const unit of Object.values(draft.units)) {
            if (unit.agent.updateStatusAt !== null) setUpdateStatusTimer({ model: draft, unit, now, random: Math.random })
          }
        }
        return told
      })
      return { warnings }
    },
    snapshot: async ({ model, after, waitMs }) => {
      const { store } = models.get(model)
      if (after !== undefined && store.version() <= after) await nextChange(store, waitMs ?? parseDuration('30s') ?? 0)
      return { version: store.version(), model: withoutSecretContent(store.read()) }
    },
  }
}

function nextChange(store: Store, waitMs: number): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer)
      stop()
      resolve()
    }
    const stop = store.watch(done)
    const timer = setTimeout(done, waitMs)
  })
}

function withoutSecretContent(model: Frozen<Model>): Frozen<Model> {
  const secrets = Object.entries(model.secrets).map(
    ([id, secret]) => [id, { ...secret, revisions: secret.revisions.map((revision) => ({ ...revision, content: {} })) }] as const,
  )
  return { ...model, secrets: Object.fromEntries(secrets) }
}
