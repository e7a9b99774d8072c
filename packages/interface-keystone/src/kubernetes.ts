/** The side of keystone on Kubernetes: everything stands in application databags, and the leader writes for all units. */
import type { Databags, ProvidesSide, RelationView, Secret, State } from '@charm-layers/relation'
import { absent, awaiting, invalid, isFault, providesSide, ready } from '@charm-layers/relation'
import { NOT, parseLabel } from '@charm-layers/relation/wire'
import { encodeAnswer, type LocationBag, type UserBag } from './answer.ts'
import { type AppRequest, decodeAppRequest, endpointFault } from './request.ts'

/** Where an endpoint is: as three keys, and as a URL, which may have a path. */
type Place = Required<LocationBag>

/**
 * What keystone on Kubernetes answers. All keys are given or none: readers prefer these keys one by one over unit databags, so part of an
 * answer would be mixed with another.
 */
export type KubernetesAnswer =
  | { readonly form: 'none' }
  | (Required<UserBag> & {
      readonly service: Place
      readonly auth: Place
      readonly internal: Place
      readonly apiVersion: '3'
      readonly project: string
      readonly domain: string
      readonly adminDomainId: string
    } & (
        | {
            /** The user is in a Juju secret that is granted to the relation (version 1 of upstream's library). */
            readonly form: 'secret'
            /** Id of the secret; its content is `username` and `password`. */
            readonly credentials: string
            readonly adminRole: string
          }
        | {
            /** The user is in clear (version 0). */
            readonly form: 'clear'
            readonly username: string
            readonly password: Secret
          }
      ))

const read = (view: RelationView): State<AppRequest> => {
  const request = decodeAppRequest(view.remoteAppData)
  if (request === undefined) {
    const missing = ['region', 'service-endpoints'].filter((key) => !view.remoteAppData[key])
    return view.remoteUnits.size === 0 && missing.length > 1 ? absent : awaiting(...missing)
  }
  if (isFault(request)) return request
  const { region, endpoints } = request
  const isText = endpoints.every(({ type, description }) =>
    [type, description].every((text) => text === '' || parseLabel(text) !== undefined),
  )
  const isWhole = endpoints.every(({ service, type, urls }) => service && type && Object.values(urls).every(Boolean))
  const wrong = endpoints.flatMap(({ service, urls }) => endpointFault({ prefix: '', service, region, urls }) ?? [])[0]
  if (endpoints.length > 0 && isWhole && isText && wrong === undefined) return ready(request)
  if (wrong?.key === 'region') return wrong
  if (isWhole && wrong !== undefined) return invalid('service-endpoints', `holds a ${wrong.key} that ${wrong.why}`)
  if (isWhole && !isText) return invalid('service-endpoints', `holds a type or a description that ${NOT.label}`)
  return invalid('service-endpoints', endpoints.length === 0 ? 'is an empty list' : 'an endpoint lacks its name, type or a URL')
}

const write = (answer: KubernetesAnswer): Databags => {
  const { form, ...shown } = answer
  return { app: encodeAnswer(form === 'none' ? {} : shown, 'app') }
}

/** The provides side of the keystone interface in application databags. */
export const kubernetesProvides: ProvidesSide<AppRequest, KubernetesAnswer> = providesSide('keystone', read, write)
