/**
 * The feature identity: it registers API endpoints in keystone's catalogue, and gets the service's user over the endpoint
 * `identity-service`.
 */
import { blocked, option, waiting } from '@charm-layers/charm'
import { authUrl, type Identity, keystone, type ServiceName, serviceType } from '@charm-layers/interface-keystone'
import { addressOptions, bindings, clientHost, type EndpointType, urlHost } from '../addresses.ts'
import { checked, matches } from '../define/checked.ts'
import { type Contribution, type Feature, feature, fromAnswer } from '../define/feature.ts'
import { tcpPort } from '../define/port.ts'
import { registeredUrls } from './catalogue.ts'
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
    apply: (context, { services, virtual }) => {
      const { config, relations, network, host } = context
      const { application } = context.identity
      const port = tcpPort(services[endpoint]?.ports)
      const url = (type: EndpointType) => {
        const resolved = clientHost({ type, options: config, network, host, virtual }, application)
        return 'problem' in resolved ? resolved : { url: `http://${urlHost(resolved.address)}:${port}${path}` }
      }
      const resolved = bindings.map(url)
      const [publicUrl, internalUrl, adminUrl] = resolved.map((one) => ('url' in one ? one.url : undefined))
      const problems = resolved.flatMap((one) => ('problem' in one ? [blocked(one.problem)] : []))
      const own =
        publicUrl === undefined || internalUrl === undefined || adminUrl === undefined ? undefined : { publicUrl, internalUrl, adminUrl }
      const { urls, steps } = registeredUrls(context, own, virtual.isUnclear)
      if (urls === undefined) return { unready: own ? [waiting('Awaiting leader to register the endpoints')] : problems }
      const asked = relations['identity-service'].ask({ service, region: config.region, ...urls, description })
      const found = fromAnswer(asked, (answer) => templateData(answer, config.region, service))
      const unready = virtual.isUnclear ? found.unready : [...problems, ...(found.unready ?? [])]
      return { ...found, publish: [found.publish, steps], unready: unready ?? [] }
    },
  })
