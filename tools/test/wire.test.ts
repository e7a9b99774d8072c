import { expect, test } from 'vitest'
import { INTERFACES } from '../readme.ts'
import { SIDES } from '../wire/interfaces.ts'
import { readKit } from '../wire/kit.ts'
import { observe } from '../wire/observe.ts'
import { wireTable } from '../wire/table.ts'

const plain = (key: string): string => key

test('a key is read by the side whose result depends on it, and by no other', () => {
  const amqp = observe('amqp', plain)
  const of = (from: string, key: string) => amqp.find((each) => each.from === from && each.key === key)
  expect(of('client', 'username')).toMatchObject({ written: 'written', readBy: ['broker'], example: 'trove' })
  expect(of('broker', 'password')).toMatchObject({ written: 'written', readBy: ['client'], example: '***' })
  expect(of('broker', 'hostname')).toMatchObject({ written: 'written', readBy: [] })
  expect(of('broker', 'ssl_cert')).toMatchObject({ written: 'taken away', readBy: [] })
})

test("what Juju writes is Juju's", () => {
  expect(observe('pgsql', plain).find(({ key }) => key === 'egress-subnets')).toMatchObject({ from: 'Juju', readBy: ['client', 'server'] })
})

test.for(INTERFACES)('the table of %s shows no secret', (name) => {
  const table = wireTable(name)
  const secrets = SIDES[name].flatMap(({ target }) => [...readKit(target).secrets]).filter((secret) => secret.length > 4)
  expect(secrets.filter((secret) => table.includes(secret))).toEqual([])
})
