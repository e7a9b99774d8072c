/** Facts about Trove: the release of each version, the tables that its migration makes, and the command of its migration. */
import type { HostFacts } from '@charm-layers/charm'
import { isAtLeast, type Release } from '@charm-layers/openstack-base'

/** Releases by Trove's major version, from upstream's tags. */
export const troveReleases: Readonly<Record<string, Release>> = {
  5: 'mitaka',
  6: 'newton',
  7: 'ocata',
  8: 'pike',
  9: 'queens',
  10: 'rocky',
  11: 'stein',
  12: 'train',
  13: 'ussuri',
  14: 'victoria',
  15: 'wallaby',
  16: 'xena',
  17: 'yoga',
  18: 'zed',
  19: 'antelope',
  20: 'bobcat',
  21: 'caracal',
  22: 'dalmatian',
  23: 'epoxy',
  24: 'flamingo',
  25: 'gazpacho',
  26: 'hibiscus',
}

/** The tables of upstream's migrations up to 048, and those in which sqlalchemy-migrate and alembic record the last migration. */
export const troveTables: readonly string[] = [
  'agent_heartbeats',
  'alembic_version',
  'backup_strategy',
  'backups',
  'capabilities',
  'capability_overrides',
  'clusters',
  'conductor_lastseen',
  'configuration_parameters',
  'configurations',
  'datastore_configuration_parameters',
  'datastore_version_metadata',
  'datastore_versions',
  'datastores',
  'dns_records',
  'instance_faults',
  'instance_modules',
  'instances',
  'migrate_version',
  'modules',
  'quota_usages',
  'quotas',
  'reservations',
  'root_enabled_history',
  'security_group_instance_associations',
  'security_group_rules',
  'security_groups',
  'service_images',
  'service_statuses',
  'usage_events',
]

/** A program that adds `inspect.getargspec` back, which Trove before 2023.1 calls and Python 3.11 no longer has. It changes no file. */
const withArgspec = 'import inspect; inspect.getargspec = inspect.getfullargspec; from trove.cmd.manage import main; main()'

const pythonIsAtLeast311 = (version: string | undefined): boolean => {
  const [, major = '', minor = ''] = version?.match(/^(\d+)\.(\d+)/) ?? []
  return Number(major) === 3 && Number(minor) >= 11
}

/** Gives the command line of trove-manage for the release and the Python that are installed. */
export const troveManage =
  (...args: readonly string[]) =>
  ({ release, host }: { readonly release: Release; readonly host: Pick<HostFacts, 'installed'> }): readonly string[] =>
    !isAtLeast(release, 'antelope') && pythonIsAtLeast311(host.installed('python3'))
      ? // The log file is named here: Trove would name it after the file of the program, and this program has none.
        ['/usr/bin/python3', '-c', withArgspec, '--log-file=/var/log/trove/trove-manage.log', ...args]
      : ['/usr/bin/trove-manage', ...args]
