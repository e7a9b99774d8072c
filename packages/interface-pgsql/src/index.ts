/**
 * Both sides of the pgsql interface (endpoint `pgsql-db` or `db`).
 *
 * @example
 * ```ts
 * requires: { db: pgsql },
 * desired: ({ relations }) => {
 *   const db = relations.db.ask({ database: 'trove' })
 *   return when(db, ({ primary }) => [… connectionUrl(primary) …])
 * }
 * ```
 */
import type { Interface } from '@charm-layers/relation'
import { type PgsqlAnswer, type PgsqlRequests, provides } from './provides.ts'
import { type PgsqlRequest, type Postgres, requires } from './requires.ts'

/** The pgsql interface. */
export const pgsql: Interface<PgsqlRequest, PgsqlAnswer, Postgres, PgsqlRequests> = { requires, provides }

export type { ServerState } from './answer.ts'
export { type Connection, connectionString, connectionUrl } from './connection.ts'
export type { Client, Extension, PgsqlAnswer, PgsqlRequests } from './provides.ts'
export type { RequestTexts } from './request.ts'
export type { PgsqlRequest, Postgres } from './requires.ts'
