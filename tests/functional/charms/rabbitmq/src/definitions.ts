/** What clients of the broker ask for, as RabbitMQ's definitions: the form in which it gives out and takes in its users. */
import { createHash } from 'node:crypto'
import { type Secret, secret } from '@charm-layers/charm'

/** One user of one virtual host. */
export interface Access {
  readonly username: string
  readonly vhost: string
  readonly admin: boolean
  readonly password: Secret
}

const all = '.*'

/** Definitions that make these users, virtual hosts and permissions; importing them again changes nothing. */
export const definitions = (accesses: readonly Access[]): Secret =>
  secret(
    JSON.stringify({
      users: accesses.map(({ username, password, admin }) => ({
        name: username,
        password: password.reveal(),
        tags: admin ? 'administrator' : '',
      })),
      vhosts: accesses.map(({ vhost }) => ({ name: vhost })),
      permissions: accesses.map(({ username, vhost }) => ({ user: username, vhost, configure: all, write: all, read: all })),
    }),
  )

type Entry = Readonly<Record<string, unknown>>
const isEntry = (value: unknown): value is Entry => typeof value === 'object' && value !== null

/** RabbitMQ keeps four random bytes and the SHA-256 of them and the password. */
function matches(hash: unknown, password: Secret): boolean {
  const bytes = Buffer.from(typeof hash === 'string' ? hash : '', 'base64')
  const salt = bytes.subarray(0, 4)
  return bytes.subarray(4).equals(createHash('sha256').update(salt).update(password.reveal()).digest())
}

/** Reads what the broker gives out: the accesses that are not as they should be. */
export function lacking(accesses: readonly Access[], exported: string): readonly Access[] {
  let parsed: unknown
  try {
    parsed = JSON.parse(exported)
  } catch {
    return accesses
  }
  const list = (key: string): readonly Entry[] => {
    const found = isEntry(parsed) ? parsed[key] : undefined
    return Array.isArray(found) ? found.filter(isEntry) : []
  }
  return accesses.filter(({ username, vhost, admin, password }) => {
    const user = list('users').find(({ name }) => name === username)
    const tags = Array.isArray(user?.tags) ? user.tags : []
    const may = list('permissions').some(
      (one) => one.user === username && one.vhost === vhost && one.configure === all && one.write === all && one.read === all,
    )
    return !(user && may && matches(user.password_hash, password) && (!admin || tags.includes('administrator')))
  })
}
