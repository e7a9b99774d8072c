/** States for the tests of the charm: Trove's packages, its relations, its migration. */
import { type Relation, type Result, run, type State } from '@charm-layers/charm-testing'
import { relationForRequirer as broker } from '@charm-layers/interface-amqp/testing'
import { relationForRequirer as keystone } from '@charm-layers/interface-keystone/testing'
import { relationForRequirer as mysql } from '@charm-layers/interface-mysql-shared/testing'
import {
  answering as answeringFor,
  machine as machineOf,
  type Schema,
  type Series,
  settle as settleCharm,
} from '@charm-layers/openstack-base/testing'
import charm from '../src/charm.ts'

/** The secrets of the relations below, which no log, status or argument may show. */
export const passwords: readonly string[] = ['Hc2Qm8vNpT5wXz7R', 'k3VbT9x7Qd', 'Zq7hT2mWk9sXb4LpV8nC3rYd']

/** The three relations that the charm needs, complete. */
export const relations = (): Relation[] => [
  mysql('shared-db', { id: 3 }),
  broker('amqp', { id: 4 }),
  keystone('identity-service', { id: 5 }),
]

const versions = { bookworm: '1:18.0.0-2', jammy: '2:17.0.0-0ubuntu1', noble: '1:21.0.0-0ubuntu1' } as const

/** A machine of one series, with the Trove that its archive offers. */
export const machine = (series: Series): State => {
  const version = versions[series]
  const daemon = (name: string) => ({ version, services: [name] })
  return machineOf(series, {
    'python3-trove': { version, services: [] },
    'trove-common': { version, services: [] },
    'trove-api': daemon('trove-api'),
    'trove-taskmanager': daemon('trove-taskmanager'),
    'trove-conductor': daemon('trove-conductor'),
  })
}

/** Answers the charm's questions about the schema. */
export const answering = (schema: Schema) => answeringFor(schema, (argv) => argv.at(-1) === 'db_sync', ['instances', 'migrate_version'])

/** Runs hooks until one has nothing to do. */
export const settle = (given: State, ...events: Parameters<typeof settleCharm>[2][]): Promise<Result> =>
  settleCharm(charm, given, ...events)

/** A unit with everything in place. */
export const deployed = (series: Series = 'bookworm', more: State = {}): Promise<Result> =>
  settle({ ...machine(series), relations: relations(), commands: answering({ tables: [] }), ...more })

export type { Schema, Series } from '@charm-layers/openstack-base/testing'
export { text } from '@charm-layers/openstack-base/testing'
export { charm, run }
