/** Options of Trove alone. While an option is not set, upstream's default applies. */
import { type Options, option } from '@charm-layers/charm'
import { configFlags } from '@charm-layers/openstack-base'

export const troveOptions: Options = {
  'trove-volume-support': option.boolean({ default: true, description: 'Give database instances a Cinder volume for their data.' }),
  'cinder-volume-type': option.string({ description: 'Volume type for the data of instances.' }),
  'management-networks': option.string({
    description: 'Id of the Neutron network over which instances reach the message broker. Owned by the service project.',
  }),
  'management-security-groups': option.string({ description: 'Ids of security groups for the management ports, separated by commas.' }),
  'nova-keypair': option.string({ description: "Name of a key pair of Nova's that belongs to user trove, for logging into instances." }),
  'default-datastore': option.string({ description: 'Datastore of instances for which none is named.' }),
  'public-network-id': option.string({ description: 'Id of the external network for public instances.' }),
  'network-isolation': option.boolean({
    default: true,
    description: "Keep the management network out of the instance's own network. Since 2023.2.",
  }),
  'security-group-rule-cidr': option.string({
    default: '0.0.0.0/0',
    description: 'Network that may reach the database ports of instances when their owner does not say.',
  }),
  'max-instances-per-tenant': option.int({ description: 'Instances that a project may have.' }),
  'max-accepted-volume-size': option.int({ description: 'Largest volume of one instance, in GB.' }),
  'max-volumes-per-tenant': option.int({ description: 'Volumes of a project in total, in GB.' }),
  'max-backups-per-tenant': option.int({ description: 'Backups that a project may have.' }),
  'use-nova-server-config-drive': option.boolean({
    default: false,
    description: 'Give instances their configuration by a drive instead of the metadata service.',
  }),
  'docker-bridge-network-ip': option.string({
    description: "Address of the bridge of Docker inside instances, as CIDR, where Docker's own would conflict. Since zed.",
  }),
  'docker-insecure-registries': option.string({
    description: 'Container registries without TLS, as host:port, separated by commas. Since zed.',
  }),
  'guest-config-flags': configFlags('the file of the guest agent, which every new instance gets'),
}
