/** What is true of Designate alone, with one BIND on the same machine. */
import { command, fact, option } from '@charm-layers/charm'
import { configFile, database, defineOpenStackCharm, identity, messaging } from '@charm-layers/openstack-base'
import conf from '../templates/designate.conf.hbs'
import api from '../templates/designate-api.hbs'
import bind from '../templates/named.conf.options.hbs'
import pools from '../templates/pools.yaml.hbs'

const tables =
  'alembic_version blacklists pool_also_notifies pool_attributes pool_nameservers pool_ns_records pool_target_masters pool_target_options pool_targets pools quotas records recordsets service_statuses tlds tsigkeys zone_attributes zone_masters zone_tasks zone_transfer_accepts zone_transfer_requests zones'
const wordsOf = (text: string): readonly string[] => text.split(/\s+/).filter((word) => word !== '')

export default defineOpenStackCharm({
  name: 'designate',
  summary: 'DNS as a service for OpenStack',
  user: 'designate',
  release: { package: 'designate-common', versions: { 14: 'yoga', 15: 'zed', 16: 'antelope', 17: 'bobcat', 18: 'caracal' } },
  packages: ['designate-api', 'designate-central', 'designate-common', 'designate-mdns', 'designate-producer', 'designate-worker', 'bind9'],
  services: {
    bind: { unit: 'named', ports: [53, '53/udp'] },
    api: { unit: 'designate-api', ports: [9001] },
    central: { unit: 'designate-central' },
    mdns: { unit: 'designate-mdns', ports: [5354, '5354/udp'] },
    producer: { unit: 'designate-producer' },
    worker: { unit: 'designate-worker' },
  },
  features: [
    database({
      user: 'designate',
      migrate: () => ['/usr/bin/designate-manage', 'database', 'sync'],
      tables: wordsOf(tables),
    }),
    messaging({ user: 'designate' }),
    identity({ service: 'designate', endpoint: 'api', description: 'DNS as a service', path: '' }),
  ],
  config: {
    nameservers: option.string({ default: 'ns1.example.org.', description: 'Names in the NS records of zones, with blanks between.' }),
  },
  files: [
    configFile('/etc/designate/designate.conf', conf, {
      format: 'oslo.config',
      restarts: ['api', 'central', 'mdns', 'producer', 'worker'],
    }),
    // The worker reads a pool at its first zone only, so it has to start again.
    configFile('/etc/designate/pools.yaml', pools, { format: 'yaml', restarts: ['worker'] }),
    configFile('/etc/default/designate-api', api, { format: 'plain', restarts: ['api'] }),
    configFile('/etc/bind/named.conf.options', bind, { format: 'plain', reloads: ['bind'], group: 'bind' }),
  ],
  data: ({ config }) => ({ nameservers: wordsOf(config.nameservers) }),
  finish: ({ address, config, fact: recorded, leader }) => {
    const pool = [address('cluster'), ...wordsOf(config.nameservers)].join(' ')
    if (!leader || recorded('pool') === pool) return []
    const options = { user: 'designate', env: { PYTHONWARNINGS: 'ignore' }, tries: 3, records: fact('pool', pool) }
    return command('Update of the pools', ['/usr/bin/designate-manage', 'pool', 'update'], options)
  },
})
