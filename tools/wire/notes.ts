/** What no program can tell of the keys: their form, and since when they are there. The rest of the tables is observed. */
import type { InterfaceName } from '../readme.ts'
import type { Seen } from './observe.ts'

/** One line of a table: keys of one sender and bag that have one meaning. */
export interface Note {
  readonly from: string
  readonly bag: Seen['bag']
  readonly keys: readonly string[]
  readonly form: string
  readonly since: string
}

/** What is known of an interface. */
export interface Notes {
  /** Makes one key of keys that differ in a name. */
  readonly patterns: readonly (readonly [pattern: RegExp, key: string])[]
  readonly notes: readonly Note[]
}

type Line = readonly [keys: string, form: string, since?: string]

const from = (sender: string, bag: Seen['bag'], ...lines: readonly Line[]): readonly Note[] =>
  lines.map(([keys, form, since = 'always']) => ({ from: sender, bag, keys: keys.split(' '), form, since }))

const JUJU: readonly Note[] = from(
  'Juju',
  'unit',
  ['egress-subnets', 'networks that the unit connects from, with commas', 'Juju 2.4'],
  ['ingress-address', 'address of the unit on the binding', 'Juju 2.4'],
)

/** The notes of each interface. */
export const NOTES: Readonly<Record<InterfaceName, Notes>> = {
  amqp: {
    patterns: [
      [/^(?!ttl)[a-z]+_(username|vhost|ttl|ttlname|ttlreg)$/, '<prefix>_$1'],
      [/^[a-z]+_password$/, '<prefix>_password'],
    ],
    notes: [
      ...from(
        'client',
        'unit',
        ['username vhost', 'text'],
        ['admin', 'any text means yes'],
        ['ttlname ttlreg ttl', 'text, regular expression, milliseconds; act together, and only in vhost `openstack`', 'heat only'],
        ['private-address', 'address'],
        ['<prefix>_username <prefix>_vhost', 'as above', "crashes upstream's broker since 2017-06"],
      ),
      ...from(
        'broker',
        'unit',
        ['password', 'text'],
        ['private-address', 'address that readers connect to; there before any password'],
        ['hostname', 'the same address, in spite of its name'],
        ['ssl_port', 'port; readers switch to it when it is there', 'TLS'],
        ['ssl_ca', 'base64 of PEM (PEM itself is read too)', 'TLS'],
        ['ssl_cert ssl_key', 'only ever blanked', 'TLS'],
        ['clustered ha-vip-only', 'there or not', 'hacluster'],
        ['vip', 'address', 'hacluster'],
        ['ha_queues', 'there or not', 'brokers before 3.0.1'],
        ['<prefix>_password', 'text', 'prefixed form'],
      ),
    ],
  },
  hacluster: {
    patterns: [],
    notes: [
      ...from(
        'principal',
        'unit',
        ['json_resources', 'object: agent by resource'],
        ['json_resource_params', 'object: params, meta, op by resource'],
        ['json_groups', 'object: members'],
        ['json_ms', 'object: resource and meta, master and slave'],
        ['json_clones', 'object: resource, meta'],
        ['json_orders', 'object: score and resources'],
        ['json_colocations', 'object: score and resources'],
        ['json_locations', 'object: resource and rule'],
        ['json_init_services', 'object: service by resource (a list is read; hacluster cannot use it)'],
        ['json_delete_resources', 'list of names'],
        ['json_systemd_services', 'list; no hacluster reads it', 'reactive charms'],
        ['corosync_bindiface corosync_mcastport', 'interface, port; only for multicast'],
        [
          'resources resource_params groups ms clones orders colocations locations delete_resources',
          'the same, as JSON or as Python prints it',
          'old charms',
        ],
      ),
      ...from('hacluster', 'unit', ['clustered', '`yes`']),
    ],
  },
  keystone: {
    patterns: [
      [/^(?!public|internal|admin)[a-z0-9-]+_(service|region|public_url|internal_url|admin_url)$/, '<prefix>_$1'],
      [/^ssl_(cert|key)_.+$/, 'ssl_$1_<name>'],
    ],
    notes: [
      ...from(
        'client',
        'unit',
        ['service', "a name of keystone's list; all five keys `None` ask for the address only"],
        ['region', 'text'],
        ['public_url internal_url admin_url', 'URL, kept as it is'],
        [
          '<prefix>_service <prefix>_region <prefix>_public_url <prefix>_internal_url <prefix>_admin_url',
          'the same five for each of several services',
        ],
        ['requested_roles', 'roles with commas'],
        ['add_role_to_admin', 'roles with commas', '2022-02'],
        ['subscribe_ep_change', 'service names with blanks', '2020-02'],
      ),
      ...from('client', 'application', ['region service-endpoints', 'text; JSON list', 'keystone on Kubernetes']),
      ...from(
        'keystone',
        'unit',
        ['service_host service_port service_protocol', 'public endpoint'],
        ['auth_host auth_port auth_protocol', "administrator's endpoint"],
        ['internal_host internal_port internal_protocol', 'internal endpoint', '2021-02'],
        ['api_version', '`3`, `2` or `2.0`', '2015'],
        ['service_username service_password', 'text'],
        ['service_tenant service_tenant_id', 'project'],
        ['service_domain service_domain_id', 'domain of user and project', '2016, 2018-02'],
        ['service_user_id', 'id', '2023-10'],
        ['admin_domain_id admin_project_id admin_user_id', 'ids', '2016, 2020-03, 2020-03'],
        ['admin_role service_type created_roles', 'text; text; roles with commas', '2022-10, 2022-03, 2020-08'],
        ['region', 'only in the answer to five `None`'],
        ['catalog_ttl ep_changed', 'seconds; JSON of URLs by service', '2020-03'],
        ['https_keystone ca_cert ssl_cert ssl_key ssl_cert_<name> ssl_key_<name>', 'certificates of old clients', 'before 18.08'],
      ),
      ...from(
        'keystone',
        'application',
        ['catalog_ttl ep_changed', 'as in the unit databag', '2021-08'],
        ['service-host service-port service-protocol', 'public endpoint', 'Kubernetes'],
        ['auth-host auth-port auth-protocol', "administrator's endpoint", 'Kubernetes'],
        ['internal-host internal-port internal-protocol', 'internal endpoint', 'Kubernetes'],
        ['api-version', '`3`, with a `v` or without', 'Kubernetes'],
        ['service-user-name service-password', 'in clear', 'Kubernetes v0'],
        ['service-credentials', 'id of a Juju secret with `username` and `password`', 'Kubernetes v1'],
        ['service-project-name service-project-id service-domain-name service-domain-id', 'project and domain of the user', 'Kubernetes'],
        ['service-domain_id', 'another spelling', 'Kubernetes'],
        ['service-user-id service-type', 'id; text', 'Kubernetes'],
        ['public-auth-url admin-auth-url internal-auth-url', 'URLs', 'Kubernetes'],
        ['region', 'text', 'Kubernetes'],
        ['admin-domain-id admin-project-id admin-user-id admin-role', 'ids; text', 'Kubernetes'],
        ['admin-domain-name admin-project-name admin-user-name', 'names', 'Kubernetes'],
      ),
    ],
  },
  'mysql-shared': {
    patterns: [[/^(?!db_|ssl_)[a-z0-9]+_(database|username|hostname|password|allowed_units)$/, '<prefix>_$1']],
    notes: [
      ...from(
        'client',
        'unit',
        ['database username', 'text'],
        ['hostname', 'the address it connects from; a JSON list is read, one address is written'],
        ['private-address', 'the same address', 'always; Juju 4 does not write it'],
        ['<prefix>_database <prefix>_username <prefix>_hostname', 'as above, one group for each schema'],
      ),
      ...from(
        'database',
        'unit',
        ['db_host', 'address, never prefixed'],
        ['password <prefix>_password', 'text'],
        ['allowed_units <prefix>_allowed_units', 'unit names with single blanks'],
        ['db_port', 'port; 3306 if absent', '2020-05'],
        ['wait_timeout', 'seconds', 'mysql-innodb-cluster'],
        ['ssl_ca', 'base64 of PEM', 'TLS'],
        ['ssl_cert ssl_key', 'base64 of PEM; no known provider writes them', 'TLS'],
        ['private-address', 'address on the binding; clients do not read it', 'reactive charms'],
        ['access-network', 'network in which it grants', 'percona-cluster'],
        ['cluster-series-upgrading', 'the text `True`', 'percona-cluster'],
      ),
    ],
  },
  nrpe: {
    patterns: [],
    notes: [
      ...from('nrpe', 'unit', ['nagios_hostname', 'text'], ['nagios_host_context', 'text, may be empty']),
      ...from(
        'charm',
        'unit',
        ['monitors', 'YAML: `monitors: {remote: {<type>: …}, local: {<type>: …}}`'],
        ['primary', '`True` or not there', 'for machines with several'],
        ['timestamp', 'text', 'plain interface layers'],
      ),
    ],
  },
  'openstack-ha': {
    patterns: [
      [/^(?!public|internal|admin|private|ingress)[a-z]+-address$/, '<type>-address'],
      [/^unit-state-.+$/, 'unit-state-<app>-<n>'],
      [/^(?!unit-state-)(?!.*-address$)(?!egress-subnets$).+$/, '<other>'],
    ],
    notes: [
      ...from(
        'every unit',
        'unit',
        ['private-address', 'address on the `cluster` binding; written always', 'Juju sets it up to 3.6, not in 4'],
        ['public-address internal-address admin-address', 'address on that binding'],
        ['<type>-address', "a charm's own, such as designate's `rndc-address`"],
        ['unit-state-<app>-<n>', '`READY`, `NOTREADY`, `UNKNOWN`; its own name in the key', 'classic charms'],
        ['<other>', "a charm's own settings; old charms kept passwords there"],
      ),
    ],
  },
  pgsql: {
    patterns: [],
    notes: [
      ...from(
        'client',
        'unit',
        ['database', "text; by default the client application's name"],
        ['roles extensions', 'names, sorted, with commas and no blanks'],
        ['private-address', 'address, for servers that see no `egress-subnets`', 'Juju 4 does not write it'],
      ),
      ...from('client', 'application', ['database extensions roles', 'the same', 'ops-lib-pgsql']),
      ...from(
        'server',
        'unit',
        ['master', 'connection string', 'v1'],
        ['standbys', 'connection strings parted by newlines (classic, and here) or commas (operator)', 'v1'],
        ['allowed-subnets', 'networks with commas, sorted', 'v1'],
        ['allowed-units', 'units with blanks (classic, operator, and here) or commas (operator for Kubernetes)', 'v0'],
        ['database roles extensions', 'the request that is in effect, word for word', 'v0'],
        ['host port user password', "text, this unit's (the operator's: the primary's)", 'v0'],
        ['schema_user schema_password', 'the user once more; not for superusers', 'deprecated'],
        ['state', '`standalone`, `master` or `hot standby`', 'v0'],
        ['version', 'text', 'v0'],
        ['allowed_units', 'misspelt by the operator', ''],
      ),
      ...from('server', 'application', ['master standbys allowed-subnets database extensions version', 'as in the unit databag', 'v2']),
      ...JUJU,
    ],
  },
  'tls-certificates': {
    patterns: [[/^[a-z-]+_\d+\.(.+)$/, '<u>.$1']],
    notes: [
      ...from(
        'client',
        'unit',
        ['unit_name', 'raw text, `<u>`', '2019'],
        ['cert_requests', 'JSON object: common name to `{"sans": […]}`'],
        ['client_cert_requests', 'the same'],
        ['application_cert_requests', 'the same; one certificate for all units'],
        ['intermediate_cert_requests', 'the same; vault refuses it', '2023-10'],
        ['common_name sans certificate_name', 'raw text, JSON list, raw text: the older form', 'reactive charms'],
        ['certificate_signing_requests', 'the newer protocol of this name; `invalid`', ''],
      ),
      ...from('client', 'application', ['certificate_signing_requests', 'the newer protocol of this name; `invalid`', '']),
      ...from(
        'provider',
        'unit',
        ['ca', 'raw PEM of the root'],
        ['chain', 'raw PEM of the authorities between'],
        ['<u>.processed_requests', 'JSON object: common name to `{"cert": PEM, "key": PEM}`'],
        ['<u>.processed_client_requests', 'the same'],
        ['<u>.processed_application_requests', 'the same, with the single name `app_data`'],
        ['<u>.processed_intermediate_requests', 'the same, by common name', '2023-10'],
        ['<u>.server.cert <u>.server.key', 'raw PEM: the answer to the older form'],
        ['client.cert client.key', 'raw PEM: a client certificate that all clients share', 'deprecated'],
        ['certificates', 'the newer protocol of this name; `invalid`', ''],
      ),
      ...from('provider', 'application', ['certificates', 'the newer protocol of this name; `invalid`', '']),
    ],
  },
}
