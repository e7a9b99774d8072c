/**
 * The feature identity: it registers API endpoints in keystone's catalogue, and gets the service's user over the endpoint
 * `identity-service`.
 */
import { blocked, option, waiting } from '@charm-layers/charm'
import { authUrl, type Identity, keystone, type ServiceName, serviceType } from '@charm-layers/interface-keystone'
import type { Scheme } from '@charm-layers/interface-openstack-ha'
import { addressOptions, bindings, clientHost, urlHost } from '../addresses.ts'
import { checked, matches } from '../define/checked.ts'
import { type Contribution, type Feature, feature, fromAnswer } from '../define/feature.ts'
import { tcpPort } from '../define/port.ts'
import { type EndpointUrls, nextUrls, registeredUrls } from './catalogue.ts'
import { sightOf } from './catalogue-sight.ts'
import { systemAuthoritiesFile } from './tls/authorities.ts'

/** Options of the feature identity: the service to register in keystone's catalogue. */
export interface IdentityOptions<S extends string> {
  /** The name in keystone's list of services. The type follows from the name. */
  readonly service: ServiceName
  /** The charm's service whose first TCP port is in the URLs. */
  readonly endpoint: S
  readonly description: string
  /** The path in the URLs, such as `/v1.0/%(tenant_id)s`. */
  readonly path: string
}

const templateData = (identity: Identity, region: string, service: ServiceName): Pick<Contribution, 'data' | 'sections'> => {
  const user = {
    username: identity.username,
    password: identity.password,
    project_name: identity.project,
    user_domain_name: identity.domain,
    project_domain_name: identity.domain,
  }
  const urls = { auth_url: authUrl(identity), public_auth_url: authUrl(identity, 'service') }
  return {
    data: { identity: { ...user, ...urls, ...(identity.projectId === undefined ? {} : { project_id: identity.projectId }), region } },
    sections: {
      keystone_authtoken: {
        auth_type: 'password',
        // The name that every release since stein reads.
        www_authenticate_uri: urls.public_auth_url,
        auth_url: urls.auth_url,
        // Those of keystone, of `certificates` and of the option `ssl_ca` are among them.
        cafile: systemAuthoritiesFile,
        ...user,
        service_type: identity.serviceType ?? serviceType(service),
        // Without both, a token that comes as a service token is believed whatever its roles are.
        service_token_roles: identity.adminRole,
        service_token_roles_required: true,
      },
    },
  }
}

/** Makes the feature identity: it registers one service of the charm as an API, and gives templates the service's user. */
export const identity = <const S extends string>({ service, endpoint, description, path }: IdentityOptions<S>): Feature<S> =>
  feature({
    options: {
      region: checked(
        option.string({ default: 'RegionOne', description: 'Region that the endpoints are registered in.' }),
        matches(/^\S{1,255}$/, 'a name without blanks, of at most 255 characters'),
      ),
      ...addressOptions,
    },
    requires: { 'identity-service': keystone },
    serves: [endpoint],
    apply: (context, { services, virtual, plan }) => {
      const { config, relations, network, host } = context
      const { application } = context.identity
      const port = tcpPort(services[endpoint]?.ports)
      const hosts = bindings.map((type) => clientHost({ type, options: config, network, host, virtual }, application))
      const problems = hosts.flatMap((one) => ('problem' in one ? [blocked(one.problem)] : []))
      const found = hosts.flatMap((one) => ('address' in one ? [one.address] : []))
      const urlsOf = (scheme: Scheme): EndpointUrls | undefined => {
        const [publicUrl, internalUrl, adminUrl] = found.map((address) => `${scheme}://${urlHost(address)}:${port}${path}`)
        return publicUrl === undefined || internalUrl === undefined || adminUrl === undefined
          ? undefined
          : { publicUrl, internalUrl, adminUrl }
      }
      const own = urlsOf(plan?.registered ?? 'http')
      const { urls, steps } = registeredUrls(context, own, virtual.isUnclear)
      if (urls === undefined) return { unready: own ? [waiting('Awaiting leader to register the endpoints')] : problems }
      const asked = relations['identity-service'].ask({ service, region: config.region, ...urls, description })
      const answered = fromAnswer(asked, (answer) => templateData(answer, config.region, service))
      const unready = virtual.isUnclear ? answered.unready : [...problems, ...(answered.unready ?? [])]
      const looking =
        plan?.looksFor && asked.state === 'ready'
          ? { identity: asked.data, type: asked.data.serviceType ?? serviceType(service) ?? service, region: config.region }
          : undefined
      const sight = plan ? sightOf(context, plan.registered, looking) : { steps: [], sees: false }
      return {
        ...answered,
        publish: [answered.publish, steps, sight.steps],
        unready: unready ?? [],
        sees: sight.sees,
        finish: () => plan && !virtual.isUnclear && nextUrls(context, plan.next, urlsOf),
      }
    },
  })
