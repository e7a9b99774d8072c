/** What is done once: the schema, the keys of the tokens, the administrator. */
import { createHash } from 'node:crypto'
import { type CommandStep, command, type Desired, directory, fact, file, type Secret, secret } from '@charm-layers/charm'
import { adminRole } from './objects.ts'

const manage = (name: string, verb: string, options: Partial<CommandStep> = {}): CommandStep =>
  command(name, ['keystone-manage', verb], { user: 'keystone', ...options })

/**
 * Gives the keys of tokens and of credentials: the first of each is the next one in line, the second is used. They are files of the charm's,
 * since keystone-manage takes some seconds for each kind.
 */
export const keys = (of: Secret): Desired =>
  ['fernet', 'credential'].map((kind) => [
    directory(`/etc/keystone/${kind}-keys`, { mode: 0o700, owner: 'keystone', group: 'keystone' }),
    ['0', '1'].map((number) => {
      const key = createHash('sha256').update(`${kind} ${number} ${of.reveal()}`).digest('base64')
      const text = secret(key.replaceAll('+', '-').replaceAll('/', '_'))
      return file(`/etc/keystone/${kind}-keys/${number}`, text, { mode: 0o600, owner: 'keystone', group: 'keystone' })
    }),
  ])

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
