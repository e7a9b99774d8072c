import { conform, type Implementation } from '@charm-layers/interface-conformance'
import { describe, expect, test } from 'vitest'
import { type MysqlPrefixedRequest, type MysqlRequest, mysqlShared, mysqlSharedPrefixed } from '../src/index.ts'

/** The scenarios have requests of both forms. */
const requires = {
  read: (view, request: MysqlRequest | MysqlPrefixedRequest) =>
    'schemas' in request ? mysqlSharedPrefixed.requires.read(view, request) : mysqlShared.requires.read(view, request),
  write: (request: MysqlRequest | MysqlPrefixedRequest, view) =>
    'schemas' in request ? mysqlSharedPrefixed.requires.write(request, view) : mysqlShared.requires.write(request, view),
} satisfies Implementation

describe('the requires side conforms', async () => {
  const { results, optional } = await conform(requires, 'mysql-shared/requires')
  test.for([...results, ...optional])('$kind: $name', ({ actual, expected }) => expect(actual).toEqual(expected))
})

describe('the provides side conforms', async () => {
  const { results, optional } = await conform(mysqlShared.provides, 'mysql-shared/provides')
  test.for([...results, ...optional])('$kind: $name', ({ actual, expected }) => expect(actual).toEqual(expected))
})
