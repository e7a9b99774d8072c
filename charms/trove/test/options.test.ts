// Every option is looked at before a file is made of it.
import { blocked, run } from '@charm-layers/charm-testing'
import { describe, expect, test } from 'vitest'
import { charm, deployed, text } from './trove.ts'

const conf = '/etc/trove/trove.conf'
const id = '0f3c8a52-7d1e-4b6a-9c24-5e8d7f6a1b30'

describe('a wrong value is told with what is right, and the old file stays', () => {
  test.each<[Readonly<Record<string, string | number>>, string]>([
    [{ 'security-group-rule-cidr': 'x' }, 'is not a network such as 10.5.0.0/16'],
    [{ 'security-group-rule-cidr': '' }, 'is not a network such as 10.5.0.0/16'],
    [{ 'security-group-rule-cidr': '10.0.0.0/33' }, 'is not a network such as 10.5.0.0/16'],
    [{ 'security-group-rule-cidr': '10.0.0.1, 10.0.0.2' }, 'is not a network such as 10.5.0.0/16'],
    [{ 'max-instances-per-tenant': -5 }, 'is -5, it has to be a number from 0 to 2147483647, or -1 for no limit'],
    [{ 'max-backups-per-tenant': -2 }, 'is -2, it has to be a number from 0 to 2147483647, or -1 for no limit'],
    [{ 'max-volumes-per-tenant': 3_000_000_000 }, 'is 3000000000, it has to be a number from 0 to 2147483647, or -1 for no limit'],
    [{ 'max-accepted-volume-size': -1 }, 'is -1, it has to be a number of GB from 1 to 2147483647'],
    [{ 'default-datastore': 'a b' }, 'is not the name or id of a datastore, such as mysql'],
    [{ 'default-datastore': 'None' }, 'is not the name or id of a datastore, such as mysql'],
    [{ 'management-networks': 'mgmt' }, `is not one id, such as ${id}`],
    [{ 'management-networks': `${id},${id}` }, `is not one id, such as ${id}`],
    [{ 'public-network-id': `"${id}"` }, `is not one id, such as ${id}`],
    [{ 'management-security-groups': `${id},` }, `is not a list of ids, such as ${id}, separated by commas`],
    [{ 'nova-keypair': ' key' }, 'is not a name: it has blanks or quotes around it, or is too long'],
    [{ 'cinder-volume-type': '"ssd"' }, 'is not a name: it has blanks or quotes around it, or is too long'],
    [{ 'docker-bridge-network-ip': '172.30.0.1' }, 'is not an IPv4 address with its network, such as 172.30.0.1/16'],
    [{ 'docker-bridge-network-ip': 'fd00::1/64' }, 'is not an IPv4 address with its network, such as 172.30.0.1/16'],
    [
      { 'docker-insecure-registries': 'http://r:5000' },
      'is not a list of registries, such as registry.example.com:5000, separated by commas',
    ],
    [{ 'docker-insecure-registries': 'r:99999' }, 'is not a list of registries, such as registry.example.com:5000, separated by commas'],
    [{ 'docker-insecure-registries': 'r r2' }, 'is not a list of registries, such as registry.example.com:5000, separated by commas'],
    [{ database: 'a b' }, 'is not a name of at most 64 letters, digits and _ . $ @ + : - that begins with a letter, a digit or _'],
    [
      { 'database-user': 'x'.repeat(33) },
      'is not a name of at most 32 letters, digits and _ . $ @ + : - that begins with a letter, a digit or _',
    ],
    [{ 'rabbit-user': '' }, 'is not a name of at most 128 letters, digits and _ . $ @ + : - that begins with a letter, a digit or _'],
    [{ 'rabbit-vhost': 'a b' }, 'is not a virtual host: letters, digits and _ . / : @ + - only'],
  ])('%j', async (config, why) => {
    const before = await deployed('noble')
    const out = await run(charm, 'config-changed', { ...before, config })
    const [name] = Object.keys(config)
    expect(out.status).toEqual(blocked(`option '${name}' ${why}`))
    expect(text(out, conf)).toBe(text(before, conf))
    expect(out.services).toEqual(before.services)
    expect(out.relations.map(({ localUnitData }) => localUnitData)).toEqual(before.relations.map(({ localUnitData }) => localUnitData))
  })
})

test.each([
  [{ 'security-group-rule-cidr': '2001:db8::/32' }, 'trove_security_group_rule_cidr = 2001:db8::/32'],
  [{ 'max-instances-per-tenant': -1 }, 'max_instances_per_tenant = -1'],
  [{ 'max-volumes-per-tenant': 0 }, 'max_volumes_per_tenant = 0'],
  [{ 'default-datastore': id }, `default_datastore = ${id}`],
  [{ 'management-networks': id }, `management_networks = ${id}`],
  [{ 'management-security-groups': `${id}, ${id}` }, `management_security_groups = ${id}, ${id}`],
  [{ 'cinder-volume-type': 'SSD fast' }, 'cinder_volume_type = SSD fast'],
  [{ 'docker-bridge-network-ip': '172.30.0.1/16' }, 'docker_bridge_network_ip = 172.30.0.1/16'],
  [
    { 'docker-insecure-registries': 'localhost:5000, [2001:db8::1]:5000,10.0.0.0/8, r.example.com' },
    'docker_insecure_registries = localhost:5000, [2001:db8::1]:5000,10.0.0.0/8, r.example.com',
  ],
])('%j is written', async (config, line) => {
  const out = await deployed('noble', { config })
  expect(out.status.name).toBe('active')
  expect(text(out, conf)).toContain(`\n${line}\n`)
})

test.each(['default-datastore', 'management-networks', 'nova-keypair', 'docker-insecure-registries', 'rabbit-vhost', 'config-flags'])(
  'an empty %s is none',
  async (name) => {
    const out = await deployed('noble', { config: { [name]: '' } })
    expect(text(out, conf)).toBe(text(await deployed('noble'), conf))
  },
)
