/** The Trove charm: what is true of Trove alone. */
import { directory } from '@charm-layers/charm'
import { configFile, database, defineOpenStackCharm, highAvailability, identity, messaging, tls } from '@charm-layers/openstack-base'
import troveConf from '../templates/trove.conf.hbs'
import guestConf from '../templates/trove-guestagent.conf.hbs'
import apiPaste from '../templates/api-paste.ini.hbs'
import { troveOptions } from './options.ts'
import { hasUserData, instanceData, userData, userDataFolder } from './user-data.ts'
import { troveManage, troveReleases, troveTables } from './trove.ts'

export default defineOpenStackCharm({
  name: 'trove',
  summary: 'Database as a service for OpenStack',
  description:
    'Trove provisions and manages relational databases in an OpenStack cloud. This charm runs its API, task manager and conductor on the database, message broker and identity service that it is integrated with.',
  user: 'trove',
  release: { package: 'trove-common', versions: troveReleases },
  packages: ['python3-trove', 'trove-common', 'trove-api', 'trove-taskmanager', 'trove-conductor'],
  services: {
    api: { unit: 'trove-api', ports: [8779] },
    taskmanager: { unit: 'trove-taskmanager' },
    conductor: { unit: 'trove-conductor' },
  },
  features: [
    database({ user: 'trove', migrate: troveManage('db_sync'), tables: troveTables }),
    // Instances share the broker with the services, so all of Trove has a virtual host that nova and neutron are not in.
    // With a broker for instances, all of Trove's RPC is there: Trove has one transport.
    messaging({ user: 'trove', vhost: 'trove', formerVhost: 'openstack', guests: true }),
    identity({ service: 'trove', endpoint: 'api', description: 'Database as a service', path: '/v1.0/%(tenant_id)s' }),
    highAvailability({ services: ['api'], health: '/healthcheck', disableFile: '/etc/trove/healthcheck_disable' }),
    tls(),
  ],
  config: troveOptions,
  // Upstream's default keys are public, so the charm makes its own. It makes them once, for all units: an instance that was made with one
  // key cannot be managed with another.
  clusterSecrets: { taskmanager_rpc_encr_key: 32, inst_rpc_key_encr_key: 32, module_aes_cbc_key: 32 },
  data: (context, situation) => ({ instances: instanceData(context, situation) }),
  directories: [directory('/var/lib/trove/tmp', { mode: 0o750, owner: 'trove', group: 'trove' })],
  files: [
    configFile('/etc/trove/trove.conf', troveConf, { format: 'oslo.config', restarts: ['api', 'taskmanager', 'conductor'] }),
    // The health check is in the package's own file since caracal. That file is left alone.
    configFile('/etc/trove/api-paste-charm.ini', apiPaste, { until: 'caracal', format: 'plain', restarts: ['api'] }),
    // No service is restarted for this file: Trove reads it whenever it makes an instance.
    configFile('/etc/trove/trove-guestagent.conf', guestConf, { format: 'oslo.config', flags: 'guest-config-flags' }),
    // Trove reads these then too, by the manager of the datastore.
    ...['mysql', 'mariadb', 'postgresql'].map((manager) =>
      configFile(`${userDataFolder}/${manager}.cloudinit`, userData, { format: 'plain', when: hasUserData }),
    ),
  ],
})
