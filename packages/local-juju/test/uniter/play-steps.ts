// What the steps of a scenario do.
import { attachResource, refreshCharm } from '../../src/model/applications.ts'
import { findUnit, must, relationKey } from '../../src/model/lookup.ts'
import { changeModelConfig } from '../../src/model/model-config.ts'
import { integrate } from '../../src/model/relations.ts'
import { removeRelation } from '../../src/model/removal.ts'
import { enterScope, leaveScope, writeBag } from '../../src/model/scope.ts'
import type { Model } from '../../src/model/state.ts'
import { schedule } from '../../src/model/tasks.ts'
import { restartAgent } from '../../src/uniter/lifecycle.ts'
import { charm, deployIn, type Sim, subordinate } from './sim.ts'

/** The unit that scenarios are about. */
export const UNIT = 'u/0'
const ENDPOINTS = { db: 'requirer mysql' } as const

/** A scenario that is being played. */
export interface Play {
  readonly sim: Sim
  readonly id: string
  /** Hooks that the charm of the recorded test did not count. */
  readonly uncounted: RegExp
  /** Hooks that fail. */
  readonly broken: Set<string>
  isStopped: boolean
  lockHeld: boolean
  charmThere: boolean
}

/** Does what a step of a scenario says in words. */
export function act(state: Play, words: string): void {
  const rule = rules.find(([pattern]) => pattern.test(words))
  if (rule === undefined) throw new Error(`no rule for "${words}"`)
  const match = must(rule[0].exec(words), 'match')
  rule[1](state, match)
}

/** Makes what the units of a simulated model wait for, as their machines would. */
function provision(model: Model): void {
  for (const { id, attachment } of Object.values(model.storage))
    if (attachment !== null) attachment.location = `/var/lib/juju/storage/${id}`
}

function deployWithStorage(sim: Sim): void {
  const wpContent = { type: 'filesystem', location: '', countMin: 1, countMax: 1, minimumSize: 0 } as const
  deployIn(sim, { ...charm('u', 0), storage: { 'wp-content': wpContent } }, 'u')
}

function endRelation(sim: Sim, key: string): void {
  sim.change((model) => {
    const found = Object.values(model.relations).find((each) => relationKey(each) === key)
    removeRelation(model, must(found, key), false)
  })
}

/** Gives the only relation of the model. */
export const relation = (sim: Sim): string => must(Object.keys(sim.model.relations)[0], 'relation')

const rules: readonly (readonly [RegExp, (state: Play, match: RegExpExecArray) => void])[] = [
  [/^deploy one unit u\/0 \(machine model\)/, ({ sim }) => deployIn(sim, charm('u', 0, ENDPOINTS), 'u')],
  [
    /^deploy with (?:one filesystem )?wp-content,? (?:already |not )?provisioned$/,
    ({ sim }, [words]) => {
      deployWithStorage(sim)
      if (!words.includes('not provisioned')) sim.change(provision)
    },
  ],
  [/^storage provisioned$/, ({ sim }) => sim.change(provision)],
  [
    /^deploy u\/0 with a charm whose (\S+) hook fails/,
    ({ sim, broken }, [, hook = '']) => {
      broken.add(hook)
      sim.change((model) => void changeModelConfig(model, { 'automatically-retry-hooks': 'false' }, []))
      deployIn(sim, charm('u', 0, ENDPOINTS), 'u')
    },
  ],
  [
    /^deploy one unit u\/0 that is not leader/,
    ({ sim }) => {
      deployIn(sim, charm('u', 0, ENDPOINTS), 'u', 2)
      sim.change((model) => {
        must(model.applications.u, 'u').leader = 'u/1'
      })
    },
  ],
  [
    /^unit is removed from the model after the agent logged in/,
    ({ sim }) => {
      deployIn(sim, charm('u', 0, ENDPOINTS), 'u')
      sim.change((model) => {
        findUnit(model, UNIT).life = 'dead'
      })
    },
  ],
  [/^agent starts$/, () => undefined],
  [
    /^nrpe\/0 related to wordpress \(principal\) and ntp; relation to wordpress set dying$/,
    ({ sim }) => {
      const host = 'requirer juju-info container'
      deployIn(sim, charm('wordpress', 0), 'wordpress')
      deployIn(sim, subordinate('nrpe', { host, checks: 'provider checks container' }), 'nrpe', 0)
      deployIn(sim, subordinate('ntp', { host, checks: 'requirer checks container' }), 'ntp', 0)
      sim.change((model, now) => {
        for (const side of ['nrpe:host', 'ntp:host']) integrate(model, [side, 'wordpress'], now)
        integrate(model, ['nrpe:checks', 'ntp:checks'], now)
      })
      sim.settle()
      endRelation(sim, 'nrpe:host wordpress:juju-info')
    },
  ],
  [
    /^relate subordinate logging by juju-info$/,
    ({ sim }) => {
      deployIn(sim, subordinate('logging', { host: 'requirer juju-info container' }), 'logging', 0)
      sim.change((model, now) => void integrate(model, ['logging', 'u'], now))
    },
  ],
  [/^logging\/0 exists$/, ({ sim }) => void findUnit(sim.model, 'logging/0')],
  [
    /^logging\/0 removed$/,
    ({ sim }) =>
      sim.change((model) => {
        findUnit(model, 'logging/0').life = 'dead'
      }),
  ],
  [
    /^subordinate u\/0 of wordpress\/0 runs$/,
    ({ sim }) => {
      deployIn(sim, charm('wordpress', 0), 'wordpress')
      deployIn(sim, subordinate('u', { host: 'requirer juju-info container' }), 'u', 0)
      sim.change((model, now) => void integrate(model, ['u', 'wordpress'], now))
      sim.settle()
    },
  ],
  [/^relation destroyed$/, ({ sim }) => endRelation(sim, 'u:host wordpress:juju-info')],
  [
    /^operator: juju resolved (--no-retry|\(retry\))/,
    ({ sim }, [, how]) =>
      sim.change((model) => {
        findUnit(model, UNIT).resolved = how === '--no-retry' ? 'no-retry' : 'retry'
      }),
  ],
  [/^the (\S+) hook is repaired/, ({ broken }, [, hook = '']) => broken.delete(hook)],
  [
    /^refresh (?:the charm )?to revision (\d)(.*)/,
    ({ sim, broken }, [, revision, rest = '']) => {
      const failing = /whose (\S+) fails/.exec(rest)?.[1]
      if (failing !== undefined) {
        broken.add(failing)
        sim.change((model) => void changeModelConfig(model, { 'automatically-retry-hooks': 'false' }, []))
      }
      if (rest.includes('cannot be written')) sim.canExpand = false
      sim.change((model, now) => {
        const next = charm('u', Number(revision), ENDPOINTS)
        model.charms[next.url] = next
        refreshCharm(model, 'u', { url: next.url, force: rest.includes('with force'), config: {}, trust: null, resources: {} }, now)
      })
    },
  ],
  [
    /^problem repaired/,
    ({ sim }) => {
      sim.canExpand = true
    },
  ],
  [
    /^stop agent/,
    (state) => {
      state.isStopped = true
    },
  ],
  [
    /^delete the charm directory/,
    (state) => {
      state.charmThere = false
    },
  ],
  [
    /^start agent \(no reboot noticed\)/,
    (state) => {
      state.isStopped = false
      state.sim.change((model, now) => restartAgent({ model, unit: findUnit(model, UNIT), now, random: Math.random }, state.charmThere))
      state.charmThere = true
    },
  ],
  [
    /^agent stops and starts \(reboot noticed/,
    ({ sim }) =>
      sim.change((model, now) => {
        const unit = findUnit(model, UNIT)
        must(model.machines[unit.machine], 'machine').bootId = '2'
        restartAgent({ model, unit, now, random: Math.random }, true)
      }),
  ],
  [
    /^relate u:db (?:\(requirer\) )?with mysql:server; relation id 0/,
    ({ sim }) => {
      deployIn(sim, charm('mysql', 0, { server: 'provider mysql' }), 'mysql')
      sim.change((model, now) => void integrate(model, ['u:db', 'mysql:server'], now))
    },
  ],
  [
    /^unit mysql\/0 enters the relation/,
    ({ sim }) => sim.change((model) => enterScope(model, findUnit(model, 'mysql/0'), must(model.relations[relation(sim)], 'relation'))),
  ],
  [/^mysql\/0 leaves/, ({ sim }) => sim.change((model) => leaveScope('mysql/0', must(model.relations[relation(sim)], 'relation')))],
  [
    /^(?:unit|u\/0) set (dying|dead)/,
    ({ sim }, [, life]) =>
      sim.change((model) => {
        findUnit(model, UNIT).life = life === 'dead' ? 'dead' : 'dying'
      }),
  ],
  [
    /^relation set dying/,
    ({ sim }) => sim.change((model) => removeRelation(model, must(model.relations[relation(sim)], 'relation'), false)),
  ],
  [
    /^operator changes config/,
    ({ sim }) =>
      sim.change((model) => {
        must(model.applications.u, 'u').config = { note: 'changed' }
      }),
  ],
  [
    /^another process takes the machine lock/,
    (state) => {
      state.lockHeld = true
    },
  ],
  [
    /^lock released/,
    (state) => {
      state.lockHeld = false
    },
  ],
  [
    /^operator attaches a new file for resource data/,
    ({ sim }) => sim.change((model, now) => void attachResource(model, 'u', 'data', { path: 'x', uploaded: now })),
  ],
  [
    /^operator runs action fakeaction foo=bar/,
    ({ sim }) =>
      sim.change((model, now) => {
        schedule(model, [UNIT], { name: 'fakeaction', command: null, parameters: { foo: 'bar' }, parallel: false, executionGroup: '' }, now)
      }),
  ],
  [
    /^lease lost/,
    ({ sim }) => {
      deployIn(sim, charm('other', 0), 'other')
      sim.change((model, now) => {
        // Another unit holds the lease now.
        const rival = structuredClone(findUnit(model, UNIT))
        Object.assign(rival, { name: 'u/1', number: 1 })
        model.units['u/1'] = rival
        must(model.applications.u, 'u').leader = 'u/1'
        void now
      })
    },
  ],
  [
    /^leader writes ping=pong to leader settings/,
    ({ sim }) => sim.change((model) => void writeBag(must(model.applications.u, 'u').leaderSettings, { ping: 'pong' })),
  ],
]
