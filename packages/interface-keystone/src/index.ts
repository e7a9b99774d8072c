/**
 * Both sides of the keystone interface (endpoint `identity-service`).
 *
 * @example
 * ```ts
 * requires: { 'identity-service': keystone },
 * desired: ({ config, relations }) => {
 *   const url = 'http://10.5.0.20:8779/v1.0/$(tenant_id)s'
 *   const urls = { publicUrl: url, internalUrl: url, adminUrl: url }
 *   const identity = relations['identity-service'].ask({ service: 'trove', region: config.region, ...urls })
 *   return when(identity, (user) => [… authUrl(user), user.username, user.password …])
 * }
 * ```
 */
import type { Interface } from '@charm-layers/relation'
import type { KeystoneRequest } from './endpoints.ts'
import type { Identity, KeystoneAddress } from './identity.ts'
import { type KubernetesAnswer, kubernetesProvides } from './kubernetes.ts'
import { type KeystoneAnswer, type KeystoneClient, provides } from './provides.ts'
import type { AppRequest } from './request.ts'
import { addressRequires, type KeystoneAddressRequest, requires } from './requires.ts'

/** The keystone interface, for a client that registers endpoints and gets a user. */
export const keystone: Interface<KeystoneRequest, KeystoneAnswer, Identity, KeystoneClient> = { requires, provides }

/** The keystone interface, for a client that only wants to know where keystone is. */
export const keystoneAddress: Interface<KeystoneAddressRequest, KeystoneAnswer, KeystoneAddress, KeystoneClient> = {
  requires: addressRequires,
  provides,
}

/** The keystone interface in application databags, as keystone on Kubernetes answers. The requires side is the same: it reads all dialects. */
export const keystoneKubernetes: Interface<KeystoneRequest, KubernetesAnswer, Identity, AppRequest> = {
  requires,
  provides: kubernetesProvides,
}

export type { Protocol } from './answer.ts'
export type { Endpoint, Endpoints, Extras, KeystoneRequest } from './endpoints.ts'
export type { Identity, KeystoneAddress, Location } from './identity.ts'
export { authUrl } from './identity.ts'
export type { KubernetesAnswer } from './kubernetes.ts'
export type { Addresses, KeystoneAnswer, KeystoneClient } from './provides.ts'
export type { AppEndpoint, AppRequest, ClientEndpoint, ClientLists, ClientRequest, EndpointUrls, KnownUrls } from './request.ts'
export type { KeystoneAddressRequest } from './requires.ts'
export type { ServiceName } from './services.ts'
export { SERVICE_TYPES, serviceType } from './services.ts'
