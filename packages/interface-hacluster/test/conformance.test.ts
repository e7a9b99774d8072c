import { conform } from '@charm-layers/interface-conformance'
import { describe, expect, test } from 'vitest'
import { hacluster } from '../src/index.ts'

describe('the requires side conforms', async () => {
  const { results, optional } = await conform(hacluster.requires, 'hacluster/requires')
  test.for([...results, ...optional])('$kind: $name', ({ actual, expected }) => expect(actual).toEqual(expected))
})

describe('the provides side conforms', async () => {
  const { results, optional } = await conform(hacluster.provides, 'hacluster/provides')
  test.for([...results, ...optional])('$kind: $name', ({ actual, expected }) => expect(actual).toEqual(expected))
})
