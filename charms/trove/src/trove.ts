/** Facts about Trove: the release of each version, the tables that its migration makes, and the command of its migration. */
import { majorVersions, type Release } from '@charm-layers/openstack-base'

/** Releases by Trove's major version, from upstream's tags. */
export const troveReleases: Readonly<Record<string, Release>> = majorVersions('mitaka', 5)

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

/**
 * Runs trove-manage. Python 3.11 no longer has `inspect.getargspec`, which Trove calls up to 2023.1; whether it is there is asked here, so
 * that no table of versions has to say it. Trove's own program says on a failure no more than to look into the log, so this one ends with
 * the reason as its last words.
 */
const program = `
import inspect, logging, sys
if not hasattr(inspect, "getargspec"):
    inspect.getargspec = inspect.getfullargspec
from trove.cmd.manage import main
try:
    main()
except Exception as error:
    logging.getLogger("trove").exception("trove-manage failed")
    sys.stdout.flush()
    sys.exit(type(error).__name__ + ": " + str(error).split("\\n")[0])
`

/** Gives the command line of trove-manage. */
export const troveManage =
  (...args: readonly string[]) =>
  (): readonly string[] => ['/usr/bin/python3', '-c', program, '--log-file=/var/log/trove/trove-manage.log', ...args]
