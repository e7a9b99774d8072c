/** The broker's side of rabbitmq: reads what the units of one client application ask for, and writes the answer. */
import type { Databags, ProvidesSide, RelationView, Secret, State } from '@charm-layers/relation'
import { absent, awaiting, isFault, providesSide, ready } from '@charm-layers/relation'
import { clearKeys, missingKeys } from '@charm-layers/relation/wire'
import { type AnswerBag, encodeAnswer, isPrefixedPassword } from './answer.ts'
import { type ClientRequest, decodeRequests } from './request.ts'

/** What one client application asks for. */
export interface AmqpRequests {
  /**
   * Each different request once, in the order of the units. The answer has room for one `password`: rabbitmq-server writes that of the last
   * request.
   */
  readonly requests: readonly ClientRequest[]
}

/** What this broker unit answers. */
export interface AmqpAnswer {
  /** This unit's address on the endpoint's binding. It is shown from the first hook on, before any password. */
  readonly address: string
  /** Marks this unit as ready. Leave it out until it is part of the cluster and the user exists. */
  readonly password?: Secret
  /** Passwords of prefixed requests, by prefix. A prefix with an underscore is left out: readers end the prefix at the first underscore. */
  readonly prefixed?: Readonly<Record<string, Secret>>
  /** The TLS port, and the authority (PEM) if it is not a public one. */
  readonly tls?: { readonly port: number; readonly ca?: string }
  /** Set it when hacluster holds a virtual address. With `vipOnly` clients of several units connect to the units' own addresses. */
  readonly ha?: { readonly vip: string; readonly vipOnly?: true }
}

const read = (view: RelationView): State<AmqpRequests> => {
  if (view.remoteUnits.size === 0) return absent
  const requests = new Map<string, ClientRequest>()
  for (const bag of view.remoteUnits.values()) {
    const decoded = decodeRequests(bag)
    if (isFault(decoded)) return decoded
    for (const request of decoded) {
      const text = JSON.stringify(request)
      // A Map keeps a key's first place. Deleting it first moves a repeated request to the end, so that the last unit's request comes last.
      requests.delete(text)
      requests.set(text, request)
    }
  }
  if (requests.size > 0) return ready({ requests: [...requests.values()] })
  return awaiting(...missingKeys(view, ['username', 'vhost']))
}

const write = (answer: AmqpAnswer, view: RelationView): Databags => {
  const { address, password, prefixed, tls, ha } = answer
  const bag: AnswerBag = {
    address,
    hostname: address,
    ...(password === undefined ? {} : { password }),
    prefixed: Object.fromEntries(Object.entries(prefixed ?? {}).filter(([prefix]) => !prefix.includes('_'))),
    ...(tls === undefined ? {} : { sslPort: tls.port, ...(tls.ca === undefined ? {} : { sslCa: tls.ca }) }),
    ...(ha === undefined ? {} : { clustered: true, vip: ha.vip, ...(ha.vipOnly === undefined ? {} : { haVipOnly: true }) }),
  }
  return { unit: { ...clearKeys(view.localUnitData, isPrefixedPassword), ...encodeAnswer(bag) } }
}

/** The provides side of the rabbitmq interface. */
export const provides: ProvidesSide<AmqpRequests, AmqpAnswer> = providesSide('rabbitmq', read, write, { databags: 'unit' })
