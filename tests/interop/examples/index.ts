/** The charms in the READMEs against the other side: what a newcomer copies has to work with the charms that are there. */
import { amqp } from './amqp.ts'
import { hacluster } from './hacluster.ts'
import { keystone } from './keystone.ts'
import type { ExampleMeeting } from './meet.ts'
import { mysqlShared } from './mysql-shared.ts'
import { nrpe } from './nrpe.ts'
import { openstackHa } from './openstack-ha.ts'
import { pgsql } from './pgsql.ts'
import { tlsCertificates } from './tls-certificates.ts'

export const exampleMeetings: readonly ExampleMeeting[] = [
  ...amqp,
  ...keystone,
  ...mysqlShared,
  ...pgsql,
  ...hacluster,
  ...nrpe,
  ...openstackHa,
  ...tlsCertificates,
]
