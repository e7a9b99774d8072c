/** All specs, in the order of the table. */
import type { Spec } from '../meeting.ts'
import { amqpSpec } from './amqp.ts'
import { haclusterSpec } from './hacluster.ts'
import { keystoneSpec } from './keystone.ts'
import { mysqlSharedSpec } from './mysql-shared.ts'
import { nrpeSpec } from './nrpe.ts'
import { openstackHaSpec } from './openstack-ha.ts'
import { pgsqlSpec } from './pgsql.ts'
import { tlsCertificatesSpec } from './tls-certificates.ts'

export const specs: readonly Spec[] = [
  keystoneSpec,
  amqpSpec,
  mysqlSharedSpec,
  pgsqlSpec,
  haclusterSpec,
  nrpeSpec,
  openstackHaSpec,
  tlsCertificatesSpec,
]
