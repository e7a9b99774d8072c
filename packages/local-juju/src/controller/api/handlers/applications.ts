import { deploy } from '../../../model/applications.ts'
import { changedConfig } from '../../../model/config.ts'
import { HOST } from '../../../model/host.ts'
import { charmOf, findApplication } from '../../../model/lookup.ts'
import { removeApplication } from '../../../model/removal.ts'
import { storeResources } from '../../charms/resources.ts'
import { checkMachines } from '../../machines/check.ts'
import type { HandlerParts, Handlers } from './handler.ts'

type Verbs = 'deploy' | 'remove-application' | 'config' | 'trust' | 'expose' | 'set-constraints'

/** Answers requests about applications and their options. */
export function applicationHandlers({ models, source }: HandlerParts): Pick<Handlers, Verbs> {
  return {
    deploy: async ({ model, application, numUnits, config, configYaml, resources, ...rest }) => {
      await checkMachines(source)
      const runtime = models.get(model)
      const stored = storeResources(runtime.directory, application, resources)
      const wanted = {
        ...rest,
        name: application,
        numUnits,
        config: { set: config, setYaml: configYaml },
        resources: stored,
      }
      return { units: runtime.store.change((draft, now) => deploy(draft, wanted, HOST, now)) }
    },
    'remove-application': async ({ model, application, force }) => ({
      units: models.get(model).store.change((draft) => removeApplication(draft, application, force)),
    }),
    config: async ({ model, application, set, setYaml, reset }) => {
      models.get(model).store.change((draft) => {
        const target = findApplication(draft, application)
        target.config = changedConfig(charmOf(draft, target), target.config, { set, setYaml, reset })
      })
      return {}
    },
    trust: async ({ model, application, trust }) => {
      models.get(model).store.change((draft) => {
        findApplication(draft, application).trust = trust
      })
      return {}
    },
    expose: async ({ model, application, exposed }) => {
      models.get(model).store.change((draft) => {
        findApplication(draft, application).exposed = exposed
      })
      return {}
    },
    'set-constraints': async ({ model, application, constraints }) => {
      models.get(model).store.change((draft) => {
        findApplication(draft, application).constraints = constraints
      })
      return {}
    },
  }
}
