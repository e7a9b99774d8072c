/** Options of Trove alone. While an option is not set, upstream's default applies. */
import { type Option, type Options, option } from '@charm-layers/charm'
import { checked, configFlags } from '@charm-layers/openstack-base'
import { bridge, datastore, id, ids, label, network, quota, registries, size } from './checks.ts'

const text = (description: string): Extract<Option, { readonly type: 'string' }> => option.string({ description })

export const troveOptions: Options = {
  'trove-volume-support': option.boolean({ default: true, description: 'Give database instances a Cinder volume for their data.' }),
  'cinder-volume-type': checked(text('Volume type for the data of instances, by name or id.'), label),
  'management-networks': checked(
    text('Id of the Neutron network over which instances reach the message broker. Owned by the service project.'),
    id,
  ),
  'management-security-groups': checked(text('Ids of security groups for the management ports, separated by commas.'), ids),
  'nova-keypair': checked(text("Name of a key pair of Nova's that belongs to user trove, for logging into instances."), label),
  'default-datastore': checked(text('Datastore of instances for which none is named, by name or id.'), datastore),
  'public-network-id': checked(text('Id of the external network for public instances.'), id),
  'network-isolation': option.boolean({
    default: true,
    description: "Keep the management network out of the instance's own network. Since 2023.2.",
  }),
  'security-group-rule-cidr': checked(
    option.string({
      default: '0.0.0.0/0',
      description: 'Network that may reach the database ports of instances when their owner does not say.',
    }),
    network,
  ),
  'max-instances-per-tenant': checked(option.int({ description: 'Instances that a project may have; -1 is no limit.' }), quota),
  'max-accepted-volume-size': checked(option.int({ description: 'Largest volume of one instance, in GB.' }), size),
  'max-volumes-per-tenant': checked(option.int({ description: 'Volumes of a project in total, in GB; -1 is no limit.' }), quota),
  'max-backups-per-tenant': checked(option.int({ description: 'Backups that a project may have; -1 is no limit.' }), quota),
  'use-nova-server-config-drive': option.boolean({
    default: false,
    description: 'Give instances their configuration by a drive instead of the metadata service.',
  }),
  'docker-bridge-network-ip': checked(
    text("Address of the bridge of Docker inside instances, as CIDR, where Docker's own would conflict. Since zed."),
    bridge,
  ),
  'docker-insecure-registries': checked(
    text('Container registries without TLS, as host:port, separated by commas. Since zed.'),
    registries,
  ),
  'guest-config-flags': configFlags('the file of the guest agent, which every new instance gets'),
}
