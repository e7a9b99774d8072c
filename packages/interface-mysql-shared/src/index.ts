/**
 * Both sides of the mysql-shared interface (endpoint `shared-db`).
 *
 * @example
 * ```ts
 * requires: { 'shared-db': mysqlShared },
 * desired: ({ relations }) => {
 *   const db = relations['shared-db'].ask({ database: 'trove', username: 'trove' })
 *   return when(db, (database) => [… connectionUrl(database) …])
 * }
 * ```
 */
import type { Interface } from '@charm-layers/relation'
import { type MysqlAnswer, type MysqlRequests, provides } from './provides.ts'
import { type Database, type Databases, type MysqlPrefixedRequest, type MysqlRequest, prefixedRequires, requires } from './requires.ts'

/** The mysql-shared interface, for a client of one schema. */
export const mysqlShared: Interface<MysqlRequest, MysqlAnswer, Database, MysqlRequests> = { requires, provides }

/** The mysql-shared interface, for a client of several schemas. */
export const mysqlSharedPrefixed: Interface<MysqlPrefixedRequest, MysqlAnswer, Databases, MysqlRequests> = {
  requires: prefixedRequires,
  provides,
}

export type { DatabaseLogin as Login } from '@charm-layers/relation/wire'
export { type ConnectionOptions, connectionUrl, type DatabaseTls, type Grant, verifiesHost } from './answer.ts'
export type { MysqlAnswer, MysqlRequests, UnitRequest } from './provides.ts'
export type { DatabaseRequest } from './request.ts'
export type {
  Database,
  Databases,
  ForbiddenPrefix,
  MysqlPrefixedRequest,
  MysqlRequest,
  MysqlServer,
  OwnAddresses,
  Schema,
  Schemas,
} from './requires.ts'
