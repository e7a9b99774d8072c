import { conform } from '@charm-layers/interface-conformance'
import { describe, expect, test } from 'vitest'
import { nrpe } from '../src/index.ts'

describe('the requires side conforms', async () => {
  const { results, optional } = await conform(nrpe.requires, 'nrpe-external-master/requires')
  test.for([...results, ...optional])('$kind: $name', ({ actual, expected }) => expect(actual).toEqual(expected))
})

describe('the provides side conforms', async () => {
  const { results, optional } = await conform(nrpe.provides, 'nrpe-external-master/provides')
  test.for([...results, ...optional])('$kind: $name', ({ actual, expected }) => expect(actual).toEqual(expected))
})
