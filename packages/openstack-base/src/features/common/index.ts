/** What every OpenStack API charm has: logging, workers, flags, and the addresses that its units tell each other. */
import { blocked, option } from '@charm-layers/charm'
import { openstackHa } from '@charm-layers/interface-openstack-ha'
import { addressOptions, bindings, clientHost, ownAddress, unitAddress } from '../../addresses.ts'
import { type Feature, feature, type SituatedService } from '../../define/feature.ts'
import { besideLeader } from '../catalogue.ts'
import { configFlags } from './config-flags.ts'
import { listen, listenHost } from './listen.ts'
import { turns } from './turns.ts'
import { workerCount } from './workers.ts'

/** Tells whether clients of this unit reach this unit alone: nothing spreads what comes to it over the others. */
const isAlone = (services: Readonly<Record<string, SituatedService>>): boolean =>
  Object.values(services).every(({ ports = [], listens }) => ports.join() === listens.join())

/** The feature that every charm has. */
export const common: Feature = feature({
  options: {
    debug: option.boolean({ default: false, description: 'Write debugging messages to the logs of the services.' }),
    verbose: option.boolean({ default: false, description: 'Has no effect since newton; kept for bundles that set it.' }),
    'use-syslog': option.boolean({ default: false, description: 'Log to syslog as well.' }),
    'use-internal-endpoints': option.boolean({
      default: false,
      description: 'Call other OpenStack services by their internal endpoints instead of the public ones.',
    }),
    'worker-multiplier': option.float({
      description: 'Worker processes per processor. Unset: two per processor, at most four. 0.0: one worker.',
    }),
    'config-flags': configFlags('the configuration files of the service'),
    ...addressOptions,
  },
  extraBindings: bindings,
  peers: { cluster: openstackHa },
  apply: (context, { services, virtual, plan, sees }) => {
    const { config, relations, network, host, identity } = context
    const question = { options: config, network, host, virtual }
    const addresses = Object.fromEntries(
      bindings.flatMap((type) => {
        const found = unitAddress({ ...question, type })
        return 'address' in found ? [[type, found.address] as const] : []
      }),
    )
    const ours = ownAddress('cluster', question)
    const own = 'address' in ours ? ours.address : undefined
    const toClients = bindings.flatMap((type) => {
      const found = clientHost({ ...question, type }, identity.application)
      return 'address' in found ? [found.address] : []
    })
    const told = [...Object.values(addresses), ...toClients, ...(own === undefined ? [] : [own])]
    const workers = workerCount(host.cpus, config['worker-multiplier'])
    const tells = { ...(own === undefined ? {} : { address: own }), addresses }
    const { publish, start, finish } = turns(
      context,
      relations.cluster,
      plan ? { ...tells, encrypted: plan.before } : tells,
      plan ? { ...tells, encrypted: plan.after(sees) } : tells,
    )
    return {
      publish,
      start,
      unready: [
        ...(typeof workers === 'number' ? [] : [blocked(`option 'worker-multiplier' ${workers.problem}`)]),
        ...('problem' in ours ? [blocked(ours.problem)] : []),
      ],
      data: {
        address: own,
        listen: listen(
          services,
          listenHost(told, () => host.addresses),
        ),
        workers: typeof workers === 'number' ? workers : 1,
      },
      sections: { oslo_middleware: { enable_proxy_headers_parsing: true } },
      finish: () => [finish(), isAlone(services) && besideLeader(context, relations.cluster.units)],
    }
  },
})
