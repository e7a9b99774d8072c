/** What clients of the database ask for, as SQL. Names are checked before they come here, so nothing needs quoting. */

import { type Secret, secret } from '@charm-layers/charm'
import type { UnitRequest } from '@charm-layers/interface-mysql-shared'

/** One user, at one address, of one schema. */
export interface Grant {
  readonly database: string
  readonly username: string
  readonly address: string
  readonly password: Secret
}

const reserved = ['information_schema', 'mariadb.sys', 'mysql', 'performance_schema', 'root', 'sys']
const name = /^[A-Za-z0-9_-]{1,32}$/
const address = /^[A-Za-z0-9.:-]{1,255}$/

/** Says why a request is refused; undefined for one that is not. */
export function refusal({ database, username, addresses }: UnitRequest): string | undefined {
  for (const text of [database, username]) {
    if (!name.test(text)) return `a name may have 32 letters, digits, '_' and '-'`
    if (reserved.includes(text.toLowerCase())) return `'${text}' belongs to the database itself`
  }
  return addresses.every((text) => address.test(text)) ? undefined : 'an address is none'
}

/** In GRANT and in mysql.db an underscore stands for any character. */
const pattern = (database: string): string => database.replaceAll('_', '\\_')

/** Asks which of the grants are as they should be; the answer has their numbers, one a line. */
export const question = (grants: readonly Grant[]): Secret =>
  secret(
    grants
      .map(
        ({ database, username, address: from, password }, at) => `SELECT ${at} FROM mysql.user AS u
 JOIN mysql.db AS d ON d.User = u.User AND d.Host = u.Host
 JOIN information_schema.SCHEMATA AS s ON s.SCHEMA_NAME = '${database}'
 WHERE u.User = '${username}' AND u.Host = '${from}' AND u.authentication_string = PASSWORD('${password.reveal()}')
 AND d.Db = '${pattern(database).replaceAll('\\', '\\\\')}' AND d.Drop_priv = 'Y' LIMIT 1;
`,
      )
      .join(''),
  )

/** Makes schemas, users and grants, whatever of them is there. */
export const statements = (grants: readonly Grant[]): Secret =>
  secret(
    grants
      .map(
        ({ database, username, address: from, password }) => `CREATE DATABASE IF NOT EXISTS \`${database}\` CHARACTER SET utf8mb3;
CREATE USER IF NOT EXISTS '${username}'@'${from}';
ALTER USER '${username}'@'${from}' IDENTIFIED BY '${password.reveal()}';
GRANT ALL ON \`${pattern(database)}\`.* TO '${username}'@'${from}';
`,
      )
      .join(''),
  )

/** Reads the answer to the question: the grants that are not as they should be. */
export function lacking(grants: readonly Grant[], answer: string): readonly Grant[] {
  const there = new Set(answer.split('\n').filter(Boolean).map(Number))
  return grants.filter((_, at) => !there.has(at))
}
