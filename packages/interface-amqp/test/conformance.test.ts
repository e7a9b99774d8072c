import { conform } from '@charm-layers/interface-conformance'
import { describe, expect, test } from 'vitest'
import { amqp } from '../src/index.ts'

describe('the requires side conforms', async () => {
  const { results, optional } = await conform(amqp.requires, 'rabbitmq/requires')
  test.for([...results, ...optional])('$kind: $name', ({ actual, expected }) => expect(actual).toEqual(expected))
})

describe('the provides side conforms', async () => {
  const { results, optional } = await conform(amqp.provides, 'rabbitmq/provides')
  test.for([...results, ...optional])('$kind: $name', ({ actual, expected }) => expect(actual).toEqual(expected))
})
