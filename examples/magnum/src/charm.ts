/** What is true of Magnum alone: the whole of a second API charm. */
import { configFile, database, defineOpenStackCharm, identity, messaging } from '@charm-layers/openstack-base'
import conf from '../templates/magnum.conf.hbs'

export default defineOpenStackCharm({
  name: 'magnum',
  summary: 'Container orchestration engines for OpenStack',
  user: 'magnum',
  release: { package: 'magnum-common', versions: { 14: 'yoga', 15: 'zed', 16: 'antelope', 17: 'bobcat', 18: 'caracal' } },
  packages: ['magnum-common', 'magnum-api', 'magnum-conductor'],
  services: { api: { unit: 'magnum-api', port: 9511 }, conductor: { unit: 'magnum-conductor' } },
  features: [
    database({
      user: 'magnum',
      migrate: () => ['/usr/bin/magnum-db-manage', 'upgrade'],
      tables:
        'alembic_version bay baylock baymodel cluster cluster_template container federation magnum_service node nodegroup pod quotas replicationcontroller service x509keypair'.split(
          ' ',
        ),
    }),
    messaging({ user: 'magnum' }),
    identity({ service: 'magnum', description: 'Container Infrastructure Management Service', path: '/v1' }),
  ],
  files: [configFile('/etc/magnum/magnum.conf', conf, { restarts: ['api', 'conductor'] })],
})
