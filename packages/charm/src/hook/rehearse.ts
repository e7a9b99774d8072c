/** A rehearsal: the charm's function is called before there is a machine, so that its author hears of a mistake at once. */
import type { RelationView } from '@charm-layers/relation'
import type { Charm } from '../define/charm.ts'
import type { HostFacts } from '../host/host.ts'
import type { Identity } from '../juju/environment.ts'
import { decide } from './decide.ts'
import { refuseMistakes } from './mistake.ts'
import { withoutOutside } from './outside.ts'
import type { Snapshot } from './snapshot/index.ts'

/** The machine that a charm is made for, as far as its base tells. */
export type RehearsedMachine = Pick<HostFacts, 'distribution' | 'codename' | 'architecture'>

const ownAddress = { 'ingress-address': '10.0.0.10', 'private-address': '10.0.0.10', 'egress-subnets': '10.0.0.10/32' }

/** A relation whose other side has told nothing yet. */
const untold = (id: string, unit: string, remoteApp: string, seesOwnApp: boolean): RelationView => ({
  id,
  localUnit: unit,
  localUnitData: ownAddress,
  ...(seesOwnApp && { localAppData: {} }),
  remoteApp,
  remoteAppData: {},
  remoteUnits: new Map([[`${remoteApp}/7`, {}]]),
})

function snapshotOf(charm: Charm, identity: Identity, { leader, related }: { leader: boolean; related: boolean }): Snapshot {
  const others = related ? Object.keys({ ...charm.requires, ...charm.provides }) : []
  const peers = Object.keys(charm.peers ?? {})
  return {
    event: { type: related ? 'config-changed' : 'install' },
    identity,
    leader,
    // Options take their defaults.
    config: {},
    status: undefined,
    memory: {},
    openPorts: [],
    relations: new Map([
      ...others.map((name, at) => [name, [untold(`${name}:${at}`, identity.unit, `remote-${name}`, leader)]] as const),
      ...peers.map((name, at) => [name, [untold(`${name}:${900 + at}`, identity.unit, identity.application, true)]] as const),
    ]),
    storage: [],
    networks: new Map((charm.extraBindings ?? []).map((name) => [name, { address: '10.0.0.10', addresses: [{ address: '10.0.0.10' }] }])),
    secrets: new Map(),
    ownSecrets: new Map(),
    params: {},
  }
}

/**
 * Calls the charm's function as the first hooks of a unit would, with the defaults of all options: as a leader and not, before the unit has
 * a relation and when the other sides have told nothing yet. Nothing is done with the steps. The function may know its context alone, so it
 * is refused the clock, random numbers and the environment meanwhile.
 * @throws CharmError for a mistake of the charm's author, and whatever the charm's function throws.
 */
export function rehearse(charm: Charm, machine: RehearsedMachine): void {
  const identity: Identity = {
    unit: `${charm.name}/0`,
    application: charm.name,
    modelName: 'rehearsal',
    modelUuid: '00000000-0000-4000-8000-000000000000',
    jujuVersion: '3.6.0',
    charmDir: `/var/lib/juju/agents/unit-${charm.name}-0/charm`,
  }
  const host: HostFacts = { ...machine, hostname: 'rehearsal', cpus: 2, addresses: ['10.0.0.10'], installed: () => undefined }
  for (const related of [false, true]) {
    for (const leader of [true, false]) {
      const snapshot = snapshotOf(charm, identity, { leader, related })
      const known = { charm, snapshot, host, findings: new Map<string, string>(), asked: new Map() }
      refuseMistakes(withoutOutside(() => decide(known, 'desired', (context) => charm.desired(context))).faults)
    }
  }
}
