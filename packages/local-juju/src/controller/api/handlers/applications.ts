import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { addMachine, addUnits, attachResource, deploy, refreshCharm } from '../../../model/applications.ts'
import { changedConfig } from '../../../model/config.ts'
import { HOST } from '../../../model/host.ts'
import { charmOf, findApplication, findUnit, must } from '../../../model/lookup.ts'
import { Refused } from '../../../model/refused.ts'
import { findRelation, integrate } from '../../../model/relations.ts'
import { removeApplication, removeMachine, removeRelation, removeUnit } from '../../../model/removal.ts'
import type { Resource } from '../../../model/state.ts'
import { chooseBase, storeCharm } from '../../charms/store.ts'
import type { HandlerParts, Handlers } from './handler.ts'
import type { MachineSource } from '../../machines/port.ts'
import type { ModelRuntime } from '../../models/runtime.ts'

type Verbs =
  | 'add-charm'
  | 'deploy'
  | 'refresh'
  | 'attach-resource'
  | 'add-machine'
  | 'add-unit'
  | 'remove-unit'
  | 'remove-application'
  | 'remove-machine'
  | 'integrate'
  | 'remove-relation'
  | 'config'
  | 'trust'
  | 'expose'
  | 'set-constraints'
  | 'resolved'

/** Answers requests about applications, their units, relations and options. */
export function applicationHandlers({ models, source }: HandlerParts): Pick<Handlers, Verbs> {
  return {
    'add-charm': async ({ model, path, shown, base }) => {
      await checkMachines(source)
      const { store, directory } = models.get(model)
      const charm = await storeCharm(store, directory, path, shown)
      const { url, name, revision, subordinate, config } = charm
      return { url, name, revision, subordinate, base: chooseBase(store.read(), charm, base), options: Object.keys(config) }
    },
    deploy: async ({ model, charm, application, numUnits, base, config, configYaml, trust, constraints, bindings, resources, to }) => {
      await checkMachines(source)
      const runtime = models.get(model)
      const stored = storeResources(runtime, application, resources)
      const wanted = {
        name: application,
        charm,
        base,
        numUnits,
        config: { set: config, setYaml: configYaml },
        trust,
        constraints,
        bindings,
        resources: stored,
        to,
      }
      return { units: runtime.store.change((draft, now) => deploy(draft, wanted, HOST, now)) }
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
        resources: storeResources(runtime, application, resources),
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
      const content = must(storeResources(runtime, application, { [resource]: path })[resource], `resource ${resource}`)
      runtime.store.change((draft) => attachResource(draft, application, resource, content))
      return {}
    },
    'add-machine': async ({ model }) => {
      await checkMachines(source)
      return { machine: models.get(model).store.change((draft, now) => addMachine(draft, HOST, now)) }
    },
    'add-unit': async ({ model, application, numUnits, to }) => ({
      units: models.get(model).store.change((draft, now) => addUnits(draft, { application, count: numUnits, to }, HOST, now)),
    }),
    'remove-unit': async ({ model, unit, force }) => {
      models.get(model).store.change((draft) => removeUnit(draft, unit, force))
      return {}
    },
    'remove-application': async ({ model, application, force }) => ({
      units: models.get(model).store.change((draft) => removeApplication(draft, application, force)),
    }),
    'remove-machine': async ({ model, machine, force }) => ({
      units: models.get(model).store.change((draft) => removeMachine(draft, machine, force)),
    }),
    integrate: async ({ model, sides }) => {
      const relation = models.get(model).store.change((draft, now) => integrate(draft, sides, now))
      const [a, b] = relation.endpoints.map(({ application, name }) => `${application}:${name}`)
      return { id: relation.id, endpoints: [must(a, 'first endpoint'), must(b, 'second endpoint')] }
    },
    'remove-relation': async ({ model, relation, force }) => {
      models.get(model).store.change((draft) => removeRelation(draft, findRelation(draft, relation), force))
      return {}
    },
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
    resolved: async ({ model, unit: name, retry }) => {
      models.get(model).store.change((draft) => {
        const unit = findUnit(draft, name)
        if (unit.error === null) throw new Refused(`unit "${name}" is not in an error state`)
        unit.resolved = retry ? 'retry' : 'no-retry'
      })
      return {}
    },
  }
}

/** Machines that cannot be had are told of before anything is made. */
async function checkMachines(source: MachineSource): Promise<void> {
  const why = await source.check()
  if (why !== null) throw new Refused(why)
}

/** Copies resource files into the model, so that the user may change theirs. */
function storeResources(
  { directory }: ModelRuntime,
  application: string,
  files: Readonly<Record<string, string>>,
): Record<string, Resource> {
  return Object.fromEntries(
    Object.entries(files).map(([name, file]) => {
      if (!existsSync(file)) throw new Refused(`file for resource "${name}" not found: open ${file}: no such file or directory`)
      const digest = createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 12)
      const path = join('resources', application, `${name}-${digest}`, file.split('/').at(-1) ?? name)
      mkdirSync(join(directory, path, '..'), { recursive: true })
      copyFileSync(file, join(directory, path))
      return [name, { path, revision: 0, uploaded: new Date().toISOString() }]
    }),
  )
}
