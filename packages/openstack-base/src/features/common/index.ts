/** What every OpenStack API charm has: logging, workers, flags, and the addresses that its units tell each other. */
import { blocked, option, type Status } from '@charm-layers/charm'
import { openstackHa } from '@charm-layers/interface-openstack-ha'
import { addressOptions, bindings, resolveAddress } from '../../addresses.ts'
import { type Feature, feature, type Service } from '../../define/feature.ts'
import { tcpPort } from '../../define/port.ts'
import { parseConfigFlags } from './config-flags.ts'
import { workerCount } from './workers.ts'

/** Gives the host and port that each daemon with a TCP port listens on, by the name of the service. */
const listen = (services: Readonly<Record<string, Service>>) =>
  Object.fromEntries(
    Object.entries(services).flatMap(([name, { ports }]) => {
      const port = tcpPort(ports)
      return port === undefined ? [] : [[name, { host: '0.0.0.0', port }] as const]
    }),
  )

const problem = (name: string, why: string): Status => blocked(`option '${name}' ${why}`)

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
    'config-flags': option.string({
      description: 'Further options for section [DEFAULT] of the configuration file: key=value, separated by commas.',
    }),
    ...addressOptions,
  },
  extraBindings: bindings,
  peers: { cluster: openstackHa },
  apply: ({ config, relations, address, host, identity }, { services }) => {
    const addresses = Object.fromEntries(
      bindings.flatMap((type) => {
        const resolved = resolveAddress({ type, options: config, address, host, application: identity.application, hostname: false })
        return 'address' in resolved ? [[type, resolved.address] as const] : []
      }),
    )
    const own = address('cluster')
    const flags = parseConfigFlags(config['config-flags'] ?? '')
    const workers = workerCount(host.cpus, config['worker-multiplier'])
    return {
      publish: relations.cluster.tell({ ...(own === undefined ? {} : { address: own }), addresses }),
      unready: [
        ...('problem' in flags ? [problem('config-flags', flags.problem)] : []),
        ...(typeof workers === 'number' ? [] : [problem('worker-multiplier', workers.problem)]),
        ...(own === undefined ? [blocked("no address is known on the binding 'cluster'")] : []),
      ],
      data: {
        address: own,
        listen: listen(services),
        workers: typeof workers === 'number' ? workers : 1,
        config_flags: 'problem' in flags ? [] : flags.flags,
      },
      sections: { oslo_middleware: { enable_proxy_headers_parsing: true } },
    }
  },
})
