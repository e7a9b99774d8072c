/** What every OpenStack API charm has: logging, workers, flags, and the addresses that its units tell each other. */
import { blocked, option } from '@charm-layers/charm'
import { openstackHa } from '@charm-layers/interface-openstack-ha'
import { addressOptions, bindings, type EndpointType, resolveAddress } from '../../addresses.ts'
import { type Feature, feature } from '../../define/feature.ts'
import { besideLeader } from '../until-ha.ts'
import { configFlags } from './config-flags.ts'
import { listen, listenHost } from './listen.ts'
import { workerCount } from './workers.ts'

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
  apply: (context, { services }) => {
    const { config, relations, address, host, identity } = context
    const resolve = (type: EndpointType, hostname: boolean) => {
      const resolved = resolveAddress({ type, options: config, address, host, application: identity.application, hostname })
      return 'address' in resolved ? [resolved.address] : []
    }
    const addresses = Object.fromEntries(bindings.flatMap((type) => resolve(type, false).map((one) => [type, one] as const)))
    const own = address('cluster')
    const toldToClients = [...Object.values(addresses), ...bindings.flatMap((type) => resolve(type, true))]
    const workers = workerCount(host.cpus, config['worker-multiplier'])
    return {
      publish: relations.cluster.tell({ ...(own === undefined ? {} : { address: own }), addresses }),
      unready: [
        ...(typeof workers === 'number' ? [] : [blocked(`option 'worker-multiplier' ${workers.problem}`)]),
        ...(own === undefined ? [blocked("no address is known on the binding 'cluster'")] : []),
      ],
      data: {
        address: own,
        listen: listen(
          services,
          listenHost(toldToClients, () => host.addresses),
        ),
        workers: typeof workers === 'number' ? workers : 1,
      },
      sections: { oslo_middleware: { enable_proxy_headers_parsing: true } },
      finish: () => besideLeader(context, relations.cluster.units),
    }
  },
})
