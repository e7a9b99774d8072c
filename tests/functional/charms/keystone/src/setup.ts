/** What is done once: the schema, the keys of the tokens, the administrator. */
import { type CommandStep, command, fact, type Secret } from '@charm-layers/charm'
import { adminRole } from './objects.ts'

const manage = (name: string, verb: string, options: Partial<CommandStep> = {}): CommandStep =>
  command(name, ['keystone-manage', verb], { user: 'keystone', ...options })

/** Makes the keys, where there are none. */
export const keys: readonly CommandStep[] = ['fernet', 'credential'].map((kind) =>
  command(`make ${kind} keys`, ['keystone-manage', `${kind}_setup`, '--keystone-user', 'keystone', '--keystone-group', 'keystone'], {
    user: 'keystone',
    unless: ['/usr/bin/test', '-e', `/etc/keystone/${kind}-keys/0`],
  }),
)

/** Makes the schema of this version in this database. */
export const migrate = (mark: string, relation: string): CommandStep =>
  manage('make the schema', 'db_sync', {
    announce: 'Running database migration',
    transient: `keystone-db-sync-${relation}`,
    records: fact('migrated', mark),
  })

/** Makes the administrator, and the catalogue's entry for keystone itself. */
export const bootstrap = (mark: string, url: string, region: string, password: Secret): CommandStep =>
  manage('make the administrator', 'bootstrap', {
    env: {
      OS_BOOTSTRAP_USERNAME: 'admin',
      OS_BOOTSTRAP_PROJECT_NAME: 'admin',
      OS_BOOTSTRAP_ROLE_NAME: adminRole,
      OS_BOOTSTRAP_SERVICE_NAME: 'keystone',
      OS_BOOTSTRAP_REGION_ID: region,
      OS_BOOTSTRAP_PASSWORD: password,
      OS_BOOTSTRAP_PUBLIC_URL: url,
      OS_BOOTSTRAP_INTERNAL_URL: url,
      OS_BOOTSTRAP_ADMIN_URL: url,
    },
    records: fact('bootstrapped', mark),
  })
