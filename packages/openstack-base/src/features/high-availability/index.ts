/**
 * The feature high availability: HAProxy in front of the API on every unit, spreading requests over all units, and, with hacluster, addresses that
 * move between the units.
 */
import { isIP } from 'node:net'
import { CharmError, type Desired, file, service, status, statusOf, waiting, watchedService } from '@charm-layers/charm'
import { hacluster } from '@charm-layers/interface-hacluster'
import { decodeEncrypted, openstackHa, type Peers } from '@charm-layers/interface-openstack-ha'
import { secret } from '@charm-layers/relation'
import { addressOptions, namedVips } from '../../addresses.ts'
import { type Feature, feature } from '../../define/feature.ts'
import { portBehind, tcpPorts } from '../../define/port.ts'
import { formats } from '../../render/formats.ts'
import { recordedScheme } from '../catalogue.ts'
import { ledAway } from '../common/turns.ts'
import { type Backend, backendsOf } from './backends.ts'
import { clusterOf } from './cluster.ts'
import type { Balanced } from './balancing.ts'
import { haproxyConfig, haproxyFile, secondsToNotice } from './haproxy.ts'
import { haOptions, timeoutsOf } from './options.ts'
import { planOf } from './plan.ts'
import { isInTheWay, noteBetween, tlsFiles } from './tls-files.ts'

/** Options of the feature high availability. */
export interface HighAvailabilityOptions<S extends string> {
  /** The services of the API, by their names in the charm. HAProxy takes over their TCP ports. */
  readonly services: readonly S[]
  /** The path at which each of them answers with status 200, without a login, while it can serve: `/healthcheck`. */
  readonly health: string
  /** A file that makes `health` answer otherwise while it exists, so that a unit gets no more requests: `/etc/trove/healthcheck_disable`. */
  readonly disableFile: string
}

const noPeers: Peers['units'] = new Map()

/** Refuses a path for which HAProxy would not start, or for which no service would ever be found well. */
function checkHealth(health: string): void {
  const why = health.startsWith('/') ? formats.haproxy.refuses(health) : 'does not begin with /'
  if (why !== undefined) throw new CharmError('E_DEFINITION', `highAvailability: health ${why}`, { hint: "health: '/healthcheck'" })
}

/**
 * Makes the feature high availability.
 * @throws CharmError for a path of the health check that is none.
 */
export const highAvailability = <const S extends string>({
  services: names,
  health,
  disableFile,
}: HighAvailabilityOptions<S>): Feature<S> => {
  checkHealth(health)
  return feature({
    options: { ...haOptions, ...addressOptions },
    requires: { ha: { ...hacluster, optional: true } },
    peers: { cluster: openstackHa },
    balances: names,
    removes: [disableFile],
    apply: (context, { charm, services, virtual: { all }, tls }) => {
      const { config, relations, network, host, leader, identity } = context
      const told = relations.cluster.told
      const peers = told.state === 'ready' ? told.data.units : noPeers
      const question = { options: config, network, host, virtual: { all, serving: [], isUnclear: false } }
      const cluster = clusterOf({
        charm,
        leader,
        recorded: context.fact,
        ask: (request) => relations.ha.ask(request),
        plannedUnits: context.plannedUnits,
        said: {
          question,
          peers,
          application: identity.application,
          vip: config.vip,
          interface: config.vip_iface,
          netmask: config.vip_cidr,
          isDns: config['dns-ha'],
          isRelated: relations.ha.relationId !== undefined,
        },
      })
      const isEncrypted = names.some((name) => services[name]?.isLocal)
      const units = names.flatMap((name) => services[name]?.unit ?? [])
      const waits = isEncrypted && isInTheWay(context, units)
      const plan =
        isEncrypted && !waits
          ? planOf({ tls, own: decodeEncrypted(relations.cluster.own), peers, recorded: recordedScheme(context.fact) })
          : undefined
      const files = plan && tlsFiles(plan, tls, context)
      const password = context.sharedSecret('haproxy-statistics', 16)
      const invalid = told.state === 'invalid' ? statusOf(told) : undefined
      const balanced = names.flatMap((name): readonly Balanced[] => {
        const its = services[name]
        return its === undefined ? [] : [{ name: its.unit, ports: tcpPorts(its.ports) }]
      })
      const front = (backends: readonly Backend[]): Desired => {
        if (password.state !== 'ready' || invalid !== undefined || backends.length === 0) return []
        if (host.installed('haproxy') === undefined || (plan && plan.answers === undefined)) return []
        const timeouts = timeoutsOf(config)
        const hasV6 = host.addresses.some((address) => isIP(address) === 6)
        const { encryption } = files ?? {}
        const text = haproxyConfig({ services: balanced, backends, health, hasV6, timeouts, password: password.data, encryption })
        const run = cluster.isManaged ? watchedService : service
        const ports = balanced.flatMap(({ ports: its }) => [...its, ...(plan ? its.map((port) => Number(portBehind(port, 1))) : [])])
        return [
          files?.before,
          // HAProxy reads the file as root, before it becomes another user.
          file(haproxyFile, secret(text), { mode: 0o600, reloads: 'haproxy' }),
          run('haproxy', ...ports),
          files?.after,
        ]
      }
      const drains = units.map((unit) => ledAway(context, unit, { file: disableFile, secondsToNotice, secondsToFinish: 60 }))
      return {
        packages: ['haproxy'],
        publish: [password.steps, cluster.steps, cluster.statuses.map(status), drains, files?.remember, isEncrypted && noteBetween(!waits)],
        unready: [
          ...(password.state === 'ready' ? [] : [waiting('Awaiting leader to create required secrets')]),
          ...(invalid === undefined ? [] : [invalid]),
        ],
        data: { health: { path: health, disable_file: disableFile } },
        virtual: {
          all,
          serving: cluster.isFormed && !cluster.isUnclear && !config['dns-ha'] ? namedVips(config.vip) : [],
          isUnclear: cluster.isUnclear,
        },
        plan,
        front: !waits && front(backendsOf(question, identity.unit, peers, plan?.calls)),
      }
    },
  })
}
