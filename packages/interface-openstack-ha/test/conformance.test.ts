import { describeConformance } from '@charm-layers/interface-conformance/shared-tests'
import { openstackHa } from '../src/index.ts'

describeConformance('the peers side', openstackHa.peers, 'openstack-ha/peers')
