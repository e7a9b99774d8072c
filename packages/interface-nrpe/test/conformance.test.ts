import { describeConformance } from '@charm-layers/interface-conformance/shared-tests'
import { nrpe } from '../src/index.ts'

describeConformance('the requires side', nrpe.requires, 'nrpe-external-master/requires')

describeConformance('the provides side', nrpe.provides, 'nrpe-external-master/provides')
