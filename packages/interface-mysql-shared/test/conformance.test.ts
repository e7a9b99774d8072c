import type { Implementation } from '@charm-layers/interface-conformance'
import { describeConformance } from '@charm-layers/interface-conformance/shared-tests'
import { type MysqlPrefixedRequest, type MysqlRequest, mysqlShared, mysqlSharedPrefixed } from '../src/index.ts'

/** The scenarios have requests of both forms. */
const requires = {
  read: (view, request: MysqlRequest | MysqlPrefixedRequest) =>
    'schemas' in request ? mysqlSharedPrefixed.requires.read(view, request) : mysqlShared.requires.read(view, request),
  write: (request: MysqlRequest | MysqlPrefixedRequest, view) =>
    'schemas' in request ? mysqlSharedPrefixed.requires.write(request, view) : mysqlShared.requires.write(request, view),
} satisfies Implementation

describeConformance('the requires side', requires, 'mysql-shared/requires')

describeConformance('the provides side', mysqlShared.provides, 'mysql-shared/provides')
