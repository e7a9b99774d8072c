import { type Databag, type RelationView, type State, secret } from '@charm-layers/relation'
import { type Counterpart, juju4Bag, type LocalBags, type RelationData } from '@charm-layers/relation/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type AmqpRequest, amqp, type Broker } from '../src/index.ts'
import {
  type BrokerQuirks,
  counterpartForProvider,
  counterpartForRequirer,
  relationForProvider,
  relationForRequirer,
} from '../src/testing/index.ts'
import { applied, forAny, settled, viewOf } from './helpers.ts'

const view = ({ remoteUnits, remoteApp }: RelationData, more: Partial<RelationView> = {}): RelationView =>
  viewOf(remoteUnits, { remoteApp, ...more })

const request: AmqpRequest = { username: 'trove', vhost: 'openstack' }
const localUnitData = juju4Bag('10.5.1.21')
const asking = (asked = request): { units: Readonly<Record<string, Databag>> } => ({
  units: { 'trove/0': applied(localUnitData, amqp.requires.write(asked, viewOf({}, { localUnitData })).unit) },
})
const brokers = relationForRequirer('amqp', { addresses: ['10.5.1.31', '10.5.1.32', '10.5.1.33'], response: false })

/** Every relation from now until a round changes nothing. */
const rounds = (counterpart: Counterpart, from: RelationData, local = asking()): readonly RelationData[] => {
  const next = counterpart(from, local)
  return JSON.stringify(next) === JSON.stringify(from) ? [from] : [from, ...rounds(counterpart, next, local)]
}
const last = (relations: readonly RelationData[]): RelationData => relations.at(-1) ?? brokers
const read = (relation: RelationData): State<Broker> => amqp.requires.read(view(relation), request)
const story = (quirks: BrokerQuirks, from = brokers): readonly unknown[] =>
  rounds(counterpartForRequirer(quirks), from).map((relation) => {
    const state = read(relation)
    return state.state === 'ready' ? state.data.hosts.length : state.state === 'waiting' ? state.missing : state
  })

describe('a broker', () => {
  test('that nobody asks shows its addresses, and answers nothing', () => {
    const { remoteUnits } = last(rounds(counterpartForRequirer(), brokers, { units: { 'trove/0': localUnitData } }))
    expect(remoteUnits['rabbitmq-server/1']).toEqual({ ...juju4Bag('10.5.1.32'), hostname: '10.5.1.32', 'private-address': '10.5.1.32' })
  })

  test('shows its address on Juju 4 too, where nobody else does', () => {
    const { remoteUnits } = counterpartForRequirer()(
      { ...brokers, remoteUnits: { 'rabbitmq-server/0': juju4Bag('10.5.1.31') } },
      { units: {} },
    )
    expect(remoteUnits['rabbitmq-server/0']).toMatchObject({ 'private-address': '10.5.1.31' })
  })

  test('answers through its leader; the other units repeat that a round later', () => {
    expect(story({})).toEqual([['password'], 1, 3])
    expect(story({ leader: 'rabbitmq-server/2' })).toEqual([['password'], 1, 3])
  })

  test('leaves out a unit that is not clustered yet, and lets it in later', () => {
    const small = last(rounds(counterpartForRequirer({ notClustered: ['rabbitmq-server/1'] }), brokers))
    expect(read(small)).toMatchObject({ data: { hosts: ['10.5.1.31', '10.5.1.33'] } })
    expect(story({}, small)).toEqual([2, 3])
  })

  test('answers nobody while it is paused, and keeps what it has answered', () => {
    expect(story({ paused: true })).toEqual([['password']])
    const ready = last(rounds(counterpartForRequirer(), brokers))
    expect(counterpartForRequirer({ paused: true })(ready, asking())).toEqual(ready)
  })

  test('switches to TLS with another authority at first, and on its leader last', () => {
    const ready = last(rounds(counterpartForRequirer(), brokers))
    const tls = { port: 5671, ca: 'PEM', firstCa: 'ANOTHER PEM' }
    expect(story({ tls }, ready)).toEqual([3, ['ssl_port', 'ssl_ca'], ['ssl_port', 'ssl_ca'], 3])
    const secure = last(rounds(counterpartForRequirer({ tls }), ready))
    expect(read(secure)).toMatchObject({ data: { port: 5671, tls: { ca: 'PEM' } } })
    expect(story({}, secure)).toEqual([3, ['ssl_port', 'ssl_ca'], 3])
  })

  test('rotates a password on its leader first', () => {
    const ready = last(rounds(counterpartForRequirer(), brokers))
    expect(story({ password: 'new' }, ready)).toEqual([3, ['password'], 3])
  })

  test('behind hacluster is its virtual address, unless it says that this is no more than one', () => {
    const ha = { vip: '10.5.1.30' }
    expect(story({ ha })).toEqual([['password'], 1, 1])
    expect(read(last(rounds(counterpartForRequirer({ ha }), brokers)))).toMatchObject({ data: { hosts: ['10.5.1.30'] } })
    expect(story({ ha: { ...ha, vipOnly: true } })).toEqual([['password'], 1, 3])
  })

  test('never forgets hacluster, nor who has gone', () => {
    const ready = last(rounds(counterpartForRequirer({ ha: { vip: '10.5.1.30' }, haQueues: true }), brokers))
    expect(last(rounds(counterpartForRequirer(), ready))).toEqual(ready)
    expect(last(rounds(counterpartForRequirer(), ready, { units: {} }))).toEqual(ready)
    expect(read(ready)).toMatchObject({ data: { haQueues: true } })
  })

  test('is in error after a request with a prefix', () => {
    const local = { units: { 'nova/0': { ...localUnitData, nova_username: 'nova', nova_vhost: 'openstack' } } }
    expect(counterpartForRequirer()(brokers, local)).toEqual(brokers)
  })
})

describe('a client', () => {
  const joined = relationForProvider('amqp', { addresses: ['10.5.1.21', '10.5.1.22'], response: false })
  const local = { units: { 'rabbitmq-server/0': juju4Bag('10.5.1.31') } }
  const expiry = { name: 'heat_expiry', queues: 'heat-engine-listener|engine_worker', milliseconds: 3600000 }

  test.each([
    [{}, [{ prefix: '', username: 'trove', vhost: 'openstack' }]],
    [{ username: 'heat', expiry }, [{ prefix: '', username: 'heat', vhost: 'openstack', expiry }]],
    [{ admin: 'False' }, [{ prefix: '', username: 'trove', vhost: 'openstack', admin: true }]],
    [{ prefix: 'nova', username: 'nova', vhost: 'cell' }, [{ prefix: 'nova', username: 'nova', vhost: 'cell' }]],
  ])('%j is understood by our provider', (quirks, requests) => {
    const asked = last(rounds(counterpartForProvider(quirks), joined, local))
    expect(amqp.provides.read(view(asked))).toEqual({ state: 'ready', data: { requests } })
    expect(counterpartForProvider(quirks)(asked, local)).toEqual(asked)
  })

  test('gets from our provider what it asked for, and our requirer reads it', () => {
    const asked = counterpartForProvider()(joined, local)
    const { unit } = amqp.provides.write({ address: '10.5.1.31', password: secret('pw') }, view(asked))
    expect(amqp.requires.read(viewOf({ 'rabbitmq-server/0': applied(juju4Bag('10.5.1.31'), unit) }), request)).toMatchObject({
      data: { hosts: ['10.5.1.31'] },
    })
  })
})

describe('any request', () => {
  const some: fc.Arbitrary<Databag> = fc.dictionary(
    fc.oneof(
      fc.constantFrom('username', 'vhost', 'admin', 'ttl', 'ttlname', 'ttlreg', 'x_username', 'x_vhost', 'ingress-address', '__proto__'),
      fc.string(),
    ),
    fc.oneof(fc.constantFrom('', 'None', '5'), fc.string()),
  )
  const bag = fc.oneof(
    some,
    some.map((more) => ({ ...asking().units['trove/0'], ...more })),
  )
  const local: fc.Arbitrary<LocalBags> = fc.record({ units: fc.dictionary(fc.constantFrom('trove/0', 'trove/1', 'x'), bag) })

  test('comes to an end, and what is asked again changes nothing', () =>
    forAny(
      [local, fc.constantFrom<BrokerQuirks>({}, { tls: { port: 5671, ca: 'a', firstCa: 'b' } }, { ha: { vip: 'v' } }, { paused: true })],
      (asked, quirks) => settled(counterpartForRequirer(quirks), brokers, asked, 6),
    ))
})
