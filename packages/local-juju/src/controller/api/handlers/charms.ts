import { existsSync } from 'node:fs'
import { attachResource, refreshCharm } from '../../../model/applications.ts'
import { findApplication, must } from '../../../model/lookup.ts'
import { Refused } from '../../../model/refused.ts'
import { storeResources } from '../../charms/resources.ts'
import { chooseBase, storeCharm } from '../../charms/store.ts'
import { checkMachines } from '../../machines/check.ts'
import type { HandlerParts, Handlers } from './handler.ts'

type Verbs = 'add-charm' | 'refresh' | 'attach-resource'

/** Answers requests about charms and the files that applications have for their resources. */
export function charmHandlers({ models, source }: HandlerParts): Pick<Handlers, Verbs> {
  return {
    'add-charm': async ({ model, path, shown, base }) => {
      await checkMachines(source)
      const { store, directory } = models.get(model)
      const charm = await storeCharm(store, directory, path, shown)
      const { url, name, revision, subordinate, config } = charm
      return { url, name, revision, subordinate, base: chooseBase(store.read(), charm, base), options: Object.keys(config) }
    },
    refresh: async ({ model, application, path, shown, forceUnits, config, configYaml, trust, resources }) => {
      const runtime = models.get(model)
      findApplication(runtime.store.read(), application)
      if (!existsSync(path)) throw new Refused(`"${shown}": file does not exist`)
      const charm = await storeCharm(runtime.store, runtime.directory, path, shown)
      const options = {
        url: charm.url,
        force: forceUnits,
        config: { set: config, setYaml: configYaml },
        trust,
        resources: storeResources(runtime.directory, application, resources),
      }
      const { added } = runtime.store.change((draft, now) => refreshCharm(draft, application, options, now))
      return {
        charm: charm.url,
        name: charm.name,
        revision: charm.revision,
        addedEndpoints: added,
        endpoints: Object.keys(charm.endpoints),
      }
    },
    'attach-resource': async ({ model, application, resource, path }) => {
      const runtime = models.get(model)
      findApplication(runtime.store.read(), application)
      const content = must(storeResources(runtime.directory, application, { [resource]: path })[resource], `resource ${resource}`)
      runtime.store.change((draft) => attachResource(draft, application, resource, content))
      return {}
    },
  }
}
