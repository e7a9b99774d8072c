/** Trove with its neighbours: what `npm run simulate` runs. */
import type { Application, Invariant, Model, Place, Work } from '@charm-layers/charm-testing'
import type { Command } from '@charm-layers/charm/ports'
import charm from '../../src/charm.ts'
import { machine } from '../trove.ts'
import { keystone } from './keystone.ts'
import { mysql } from './mysql.ts'
import { rabbitmq } from './rabbitmq.ts'

/** The database server: one schema, and who is connected to it. */
interface World {
  tables: readonly string[]
  /** How often the schema was emptied. */
  emptied: number
  /** Whether services have used the schema. */
  isUsed: boolean
  /** What has gone wrong. */
  lost: string | undefined
  /** Addresses of the machines that are connected. */
  readonly connected: Set<string>
}

const allTables = ['instances', 'migrate_version']
const migrates = ({ argv }: Command): boolean => argv.at(-1) === 'db_sync'

/** The migration takes long, and makes one table after the other. */
function migrate(world: World, address: string): Work {
  if (world.tables.length > 0) world.lost ??= 'the migration begins on tables that it has not made'
  world.tables = allTables.slice(0, 1)
  world.connected.add(address)
  return {
    takes: 20_000,
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
const trove = (units: number): Application<World> => ({
  charm,
  units,
  machine: { ...(base ? { machine: base } : {}), ...(packages ? { packages } : {}), ...(offered ? { offered } : {}) },
  changes: [{ debug: true }, { debug: false }, { 'max-instances-per-tenant': 7 }, { 'rabbit-vhost': 'others' }],
  commands,
  once: (command, { world }) => (migrates(command) ? `migration of schema ${world.emptied + 1}` : undefined),
  serves: ['trove-api:8779', 'trove-taskmanager', 'trove-conductor'],
  restartsTogether: true,
  settled: ({ name, message }) => name === 'active' || message.startsWith('High availability is not built yet'),
})

const model = (units: number): Model<World> => ({
  name: `trove-${units}`,
  applications: {
    trove: { ...trove(units), ...(units > 1 ? { scale: [1, 4] as const } : {}) },
    mysql: { charm: mysql, rotates: true, changes: [{ address: 'db-second.example', generation: 'second' }] },
    rabbitmq: { charm: rabbitmq },
    keystone: { charm: keystone },
  },
  relations: [
    ['trove:shared-db', 'mysql:shared-db'],
    ['trove:amqp', 'rabbitmq:amqp'],
    ['trove:identity-service', 'keystone:identity-service'],
  ],
  world: () => ({ tables: [], emptied: 0, isUsed: false, lost: undefined, connected: new Set() }),
  invariants: [nothingLost],
})

/** The models, by the number of Trove's units. */
export const models: readonly Model<World>[] = [model(1), model(3)]
