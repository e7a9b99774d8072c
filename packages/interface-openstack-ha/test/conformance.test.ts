import { conform } from '@charm-layers/interface-conformance'
import { describe, expect, test } from 'vitest'
import { openstackHa } from '../src/index.ts'

describe('the peers side conforms', async () => {
  const { results, optional } = await conform(openstackHa.peers, 'openstack-ha/peers')
  test.for([...results, ...optional])('$kind: $name', ({ actual, expected }) => expect(actual).toEqual(expected))
})
