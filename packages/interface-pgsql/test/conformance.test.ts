import { describeConformance } from '@charm-layers/interface-conformance/shared-tests'
import { pgsql } from '../src/index.ts'

describeConformance('the requires side', pgsql.requires, 'pgsql/requires')

describeConformance('the provides side', pgsql.provides, 'pgsql/provides')
