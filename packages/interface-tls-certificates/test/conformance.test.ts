import { conform } from '@charm-layers/interface-conformance'
import { describe, expect, test } from 'vitest'
import { tlsCertificates } from '../src/index.ts'

describe('the requires side conforms', async () => {
  const { results, optional } = await conform(tlsCertificates.requires, 'tls-certificates/requires')
  test.for([...results, ...optional])('$kind: $name', ({ actual, expected }) => expect(actual).toEqual(expected))
})

describe('the provides side conforms', async () => {
  const { results, optional } = await conform(tlsCertificates.provides, 'tls-certificates/provides')
  test.for([...results, ...optional])('$kind: $name', ({ actual, expected }) => expect(actual).toEqual(expected))
})
