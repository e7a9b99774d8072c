// What a charm knows of the networks of its bindings.

import { absent, peersSide } from '@charm-layers/relation'
import { expect, test } from 'vitest'
import { run, type State } from '../../../charm-testing/src/index.ts'
import { type Context, defineCharm, type Network } from '../../src/index.ts'

const side = peersSide(
  'peers',
  () => absent,
  () => ({}),
)

/** Gives what a charm is told of a binding. */
async function told(
  binding: string,
  state: State,
): Promise<{ readonly network: Network | undefined; readonly address: string | undefined }> {
  let seen: Pick<Context, 'network' | 'address'> | undefined
  const charm = defineCharm({
    name: 'web',
    summary: 'Serves',
    extraBindings: ['public'],
    peers: { cluster: { peers: side } },
    desired: (context) => {
      seen = context
      return []
    },
  })
  await run(charm, 'config-changed', state)
  return { network: seen?.network(binding), address: seen?.address(binding) }
}
const answer = (struct: unknown): State => ({
  juju: (tool) => (tool === 'network-get' ? { code: 0, stdout: JSON.stringify(struct), stderr: '' } : undefined),
})

test('an address on an extra binding comes with its network and its interface', async () => {
  expect(await told('public', { addresses: { public: '10.5.3.21/16' } })).toEqual({
    address: '10.5.3.21',
    network: { address: '10.5.3.21', addresses: [{ address: '10.5.3.21', cidr: '10.5.0.0/16', interface: 'eth0' }] },
  })
})

test('so does one of IPv6', async () => {
  const { network } = await told('public', { addresses: { public: ['2001:db8:1:2:3::21', '2001:db8::3/48'] } })
  expect(network?.addresses.map(({ cidr }) => cidr)).toEqual(['2001:db8:1:2::/64', '2001:db8::/48'])
})

test('an address at which others reach the unit comes first, whether an interface has it or not', async () => {
  const addresses = [
    { hostname: '', value: '10.0.0.5', cidr: '10.0.0.0/24' },
    { hostname: '', value: '10.0.0.100', cidr: '10.0.0.0/24' },
  ]
  const struct = { 'bind-addresses': [{ 'interface-name': 'ens3', addresses }], 'ingress-addresses': ['203.0.113.9', '10.0.0.100'] }
  expect(await told('public', answer(struct))).toEqual({
    address: '203.0.113.9',
    network: {
      address: '203.0.113.9',
      addresses: [
        { address: '203.0.113.9' },
        { address: '10.0.0.100', cidr: '10.0.0.0/24', interface: 'ens3' },
        { address: '10.0.0.5', cidr: '10.0.0.0/24', interface: 'ens3' },
      ],
    },
  })
})

test.each<[string, unknown]>([
  ['nothing', {}],
  ['no object', 'x'],
  ['an interface without addresses', { 'bind-addresses': [{ 'interface-name': 'eth0', addresses: null }] }],
  ['empty texts', { 'bind-addresses': [{ 'interface-name': '', addresses: [{ value: '', cidr: '' }] }], 'ingress-addresses': [''] }],
  ['what is no list', { 'bind-addresses': { addresses: 1 }, 'ingress-addresses': 7 }],
])('no network is known from %s', async (_, struct) => {
  expect(await told('public', answer(struct))).toEqual({ network: undefined, address: undefined })
})

test('an endpoint has the address that Juju has written into its databag', async () => {
  expect(await told('cluster', {})).toEqual({
    address: '10.0.0.10',
    network: { address: '10.0.0.10', addresses: [{ address: '10.0.0.10' }] },
  })
})
