/** Trove with its neighbours: what `npm run simulate` runs. */
import type { Application, Invariant, Model, Place, Work } from '@charm-layers/charm-testing'
import type { Command } from '@charm-layers/charm/ports'
import charm from '../../src/charm.ts'
import { machine } from '../trove.ts'
import { hacluster } from './hacluster.ts'
import { keystone } from './keystone.ts'
import { mysql } from './mysql.ts'
import { faulty } from './planted.ts'
import { rabbitmq } from './rabbitmq.ts'
import { type Catalogue, catalogueIsAnswered, looks, tlsChanges } from './tls.ts'

/** The database server: one schema, and who is connected to it. */
interface World extends Catalogue {
  tables: readonly string[]
  /** How often the schema was emptied. */
  emptied: number
  /** Whether services have used the schema. */
  isUsed: boolean
  /** What has gone wrong. */
  lost: string | undefined
  /** Addresses of the machines that are connected. */
  readonly connected: Set<string>
  /** The keys of the application, as files have shown them. */
  readonly keys: Map<string, string>
}

const allTables = ['instances', 'migrate_version']
const migrates = ({ argv }: Command): boolean => argv.at(-1) === 'db_sync'

/** The migration takes long, and makes one table after the other. */
function migrate(world: World, address: string): Work {
  if (world.tables.length > 0) world.lost ??= 'the migration begins on tables that it has not made'
  world.tables = allTables.slice(0, 1)
  world.connected.add(address)
  return {
    takes: 90_000,
    ends: () => {
      world.connected.delete(address)
      world.tables = allTables
      return {}
    },
    breaks: () => void world.connected.delete(address),
  }
}

/** Answers what the charm asks of the schema. */
function commands(command: Command, { world, address }: Place<World>): Work {
  const [, , program = ''] = command.argv
  if (looks(command.argv)) return { ends: () => ({ stdout: JSON.stringify([world.urls]) }) }
  if (migrates(command)) return migrate(world, address)
  if (program.includes('drop table')) {
    if (world.isUsed) world.lost ??= 'tables that services have used are dropped'
    if (world.connected.size > 0) world.lost ??= 'tables are dropped during a migration'
    world.tables = []
    world.emptied += 1
  }
  if (!program.includes('processlist')) return {}
  const others = [...world.connected].filter((other) => other !== address).length
  return { ends: () => ({ stdout: JSON.stringify({ tables: world.tables, others }) }) }
}

const keys = /^(taskmanager_rpc_encr_key|inst_rpc_key_encr_key|module_aes_cbc_key) = (.*)$/gm

/** An instance that was made with one key cannot be managed with another. */
const keysStay: Invariant<World> = {
  name: 'keys stay',
  check: (units, { keys: known }, ran) => {
    const content = units.find(({ name }) => name === ran)?.files.get('/etc/trove/trove.conf')?.content ?? ''
    for (const [, name = '', value = ''] of content.matchAll(keys)) {
      if ((known.get(name) ?? value) !== value) return `${ran} has another ${name} than there was`
      known.set(name, value)
    }
    return undefined
  },
}

/** What is in the schema stays in it. */
const nothingLost: Invariant<World> = {
  name: 'no table is lost',
  check: (units, world) => {
    world.isUsed ||= units.some(({ application, status }) => application === 'trove' && status.name === 'active')
    return world.lost
  },
}

const { machine: base, packages, offered } = machine('bookworm')

/** Trove itself. */
const trove = (units: number, more: Partial<Application<World>> = {}): Application<World> => ({
  charm,
  units,
  machine: { ...(base ? { machine: base } : {}), ...(packages ? { packages } : {}), ...(offered ? { offered } : {}) },
  changes: [{ debug: true }, { debug: false }, { 'max-instances-per-tenant': 7 }, { 'rabbit-vhost': 'others' }],
  commands,
  once: (command, { world }) => (migrates(command) ? `migration of schema ${world.emptied + 1}` : undefined),
  serves: ['trove-api:8759', 'trove-taskmanager', 'trove-conductor', 'haproxy:8779', 'haproxy:8769'],
  ...(units > 1 ? { scale: [1, 4] } : {}),
  ...more,
})

/** The applications that Trove needs. */
const neighbours: Model<World>['applications'] = {
  mysql: { charm: mysql, rotates: true, changes: [{ address: 'db-second.example', generation: 'second' }] },
  rabbitmq: { charm: rabbitmq },
  keystone: { charm: keystone },
}

const relations: Model<World>['relations'] = [
  ['trove:shared-db', 'mysql:shared-db'],
  ['trove:amqp', 'rabbitmq:amqp'],
  ['trove:identity-service', 'keystone:identity-service'],
]

const makeWorld = (): World => ({ tables: [], emptied: 0, isUsed: false, lost: undefined, connected: new Set(), keys: new Map(), urls: '' })

/** Makes the model with one Trove or another. */
export const modelOf = (name: string, of: Application<World>): Model<World> => ({
  name,
  applications: { trove: of, ...neighbours },
  relations,
  world: makeWorld,
  invariants: [nothingLost, keysStay, catalogueIsAnswered],
})

const virtual = modelOf(
  'trove-3-vip',
  trove(3, { config: { vip: '10.20.0.200' }, changes: [{ debug: true }, { vip: '10.20.0.201' }, { vip: '10.20.0.200' }] }),
)

/** One unit, three units, three whose operator sets certificates, and three with an address that moves between them. */
export const models: readonly Model<World>[] = [
  modelOf('trove-1', trove(1)),
  modelOf('trove-3', trove(3)),
  modelOf('trove-3-tls', trove(3, { changes: tlsChanges() })),
  {
    ...virtual,
    applications: { ...virtual.applications, hacluster: { charm: hacluster } },
    relations: [...relations, ['trove:ha', 'hacluster:ha']],
  },
]

/** Copies of the charm with a fault, in the model that shows it. */
export const planted: readonly { readonly fault: string; readonly model: Model<World> }[] = Object.entries(faulty).map(([fault, copy]) => ({
  fault,
  model: modelOf('trove-3', trove(3, { charm: copy })),
}))

/** Makes a model of this many units. */
export const grown = (units: number): Model<World> => modelOf(`trove-${units}`, trove(units))
