// The certificates that an API unit asks for.
import { expect, test } from 'vitest'
import { namesWanted } from '../../src/features/tls/names.ts'

type Networks = Readonly<Record<string, readonly string[]>>

/** A unit with these addresses, each with the length of its network, on its bindings. */
const wanted = (networks: Networks, options: Readonly<Record<string, string | boolean>> = {}, vips: readonly string[] = []) => {
  const addressesOf = (binding: string) =>
    networks[binding]?.map((one) => {
      const [address = '', bits = ''] = one.split('/')
      return { address, cidr: `${address.replace(/[\da-f]+$/, address.includes(':') ? '' : '0')}/${bits}` }
    })
  return namesWanted(
    {
      options,
      network: (binding) => {
        const addresses = addressesOf(binding)
        return addresses?.[0] && { address: addresses[0].address, addresses }
      },
      host: { addresses: Object.values(networks).flatMap((list) => list.map((one) => one.split('/')[0] ?? '')) },
      virtual: { all: vips, serving: [], isUnclear: false },
    },
    'juju-9f3c1a-4',
    'trove',
  )
}
const inside = ['10.5.7.21/24']
const everywhere: Networks = { cluster: inside, public: inside, internal: inside, admin: inside }

test('without host names, one is asked for, of the machine, with the address of the unit', () => {
  expect(wanted(everywhere)).toEqual({ requests: [{ commonName: 'juju-9f3c1a-4', sans: ['10.5.7.21'] }], hosts: ['10.5.7.21'] })
})

test('a host name has a certificate of its own, with the addresses of its endpoint, which the first one leaves out', () => {
  const found = wanted({ ...everywhere, public: ['203.0.113.21/24'] }, { 'os-public-hostname': 'trove.example.com' }, [
    '10.5.7.20',
    '203.0.113.20',
  ])
  expect(found).toEqual({
    requests: [
      { commonName: 'juju-9f3c1a-4', sans: ['10.5.7.20', '10.5.7.21'] },
      { commonName: 'trove.example.com', sans: ['203.0.113.20', '203.0.113.21'] },
    ],
    hosts: ['trove.example.com', '10.5.7.20'],
  })
})

test('addresses of IPv6 are in it, but none that is of one link alone', () => {
  const both: Networks = { ...everywhere, public: ['2001:db8::21/64', '10.5.7.21/24', 'fe80::1/64'] }
  expect(wanted(both, {}, ['2001:db8::20']).requests[0]?.sans).toEqual(['10.5.7.21', '2001:db8::20', '2001:db8::21'])
})

test('the name of the application stands for its place in a host name', () => {
  const found = wanted(everywhere, { 'os-admin-hostname': '{service_name}.example.com' })
  expect(found.requests.map(({ commonName }) => commonName)).toEqual(['juju-9f3c1a-4', 'trove.example.com'])
})

test('a virtual address that this machine holds changes nothing, and neither does one in no network of the unit', () => {
  const vips = ['10.5.7.20', '198.51.100.9']
  const held: Networks = { ...everywhere, internal: ['10.5.7.20/24', '10.5.7.21/24', '198.51.100.9/32'] }
  expect(wanted(held, {}, vips)).toEqual(wanted(everywhere, {}, vips))
  expect(wanted(everywhere, {}, vips).requests[0]?.sans).toEqual(['10.5.7.20', '10.5.7.21', '198.51.100.9'])
})

test('a host name that is none, and a binding that Juju does not know, ask for nothing', () => {
  expect(wanted({ cluster: inside }, { 'os-public-hostname': 'no host' }).requests).toEqual([
    { commonName: 'juju-9f3c1a-4', sans: ['10.5.7.21'] },
  ])
})
