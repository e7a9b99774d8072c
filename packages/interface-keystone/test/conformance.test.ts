import { conform, type Implementation } from '@charm-layers/interface-conformance'
import { describe, expect, test } from 'vitest'
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

describe('the requires side conforms', async () => {
  const { results, optional } = await conform(requires, 'keystone/requires')
  test.for([...results, ...optional])('$kind: $name', ({ actual, expected }) => expect(actual).toEqual(expected))
})

describe('the provides side conforms', async () => {
  const { results, optional } = await conform(keystone.provides, 'keystone/provides')
  test.for([...results, ...optional])('$kind: $name', ({ actual, expected }) => expect(actual).toEqual(expected))
})

describe('the provides side on Kubernetes conforms', async () => {
  const { results, optional } = await conform(keystoneKubernetes.provides, 'keystone-kubernetes/provides')
  test.for([...results, ...optional])('$kind: $name', ({ actual, expected }) => expect(actual).toEqual(expected))
})
