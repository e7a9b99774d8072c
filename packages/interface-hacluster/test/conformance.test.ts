import { describeConformance } from '@charm-layers/interface-conformance/shared-tests'
import { hacluster } from '../src/index.ts'

describeConformance('the requires side', hacluster.requires, 'hacluster/requires')

describeConformance('the provides side', hacluster.provides, 'hacluster/provides')
