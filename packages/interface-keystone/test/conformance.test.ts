import type { Implementation } from '@charm-layers/interface-conformance'
import { describeConformance } from '@charm-layers/interface-conformance/shared-tests'
import { type KeystoneAddressRequest, type KeystoneRequest, keystone, keystoneAddress, keystoneKubernetes } from '../src/index.ts'

/** The scenarios have requests of both forms; who wants the address only names no service. */
const registers = (request: KeystoneRequest | KeystoneAddressRequest): request is KeystoneRequest =>
  'service' in request || 'endpoints' in request

const requires = {
  read: (view, request: KeystoneRequest | KeystoneAddressRequest) =>
    registers(request) ? keystone.requires.read(view, request) : keystoneAddress.requires.read(view, request),
  write: (request: KeystoneRequest | KeystoneAddressRequest, view) =>
    registers(request) ? keystone.requires.write(request, view) : keystoneAddress.requires.write(request, view),
} satisfies Implementation

describeConformance('the requires side', requires, 'keystone/requires')

describeConformance('the provides side', keystone.provides, 'keystone/provides')

describeConformance('the provides side on Kubernetes', keystoneKubernetes.provides, 'keystone-kubernetes/provides')
