/**
 * Both sides of the rabbitmq interface (endpoint `amqp`).
 *
 * @example
 * ```ts
 * requires: { amqp },
 * desired: ({ relations }) => {
 *   const queue = relations.amqp.ask({ username: 'trove', vhost: 'openstack' })
 *   return when(queue, (broker) => [… transportUrl(broker, { username: 'trove', vhost: 'openstack' }) …])
 * }
 * ```
 */
import type { Interface } from '@charm-layers/relation'
import { type AmqpAnswer, type AmqpRequests, provides } from './provides.ts'
import { type AmqpRequest, type Broker, requires } from './requires.ts'

/** The rabbitmq interface. */
export const amqp: Interface<AmqpRequest, AmqpAnswer, Broker, AmqpRequests> = { requires, provides }

export { transportUrl } from './answer.ts'
export type { AmqpAnswer, AmqpRequests } from './provides.ts'
export type { ClientRequest, QueueExpiry } from './request.ts'
export type { AmqpRequest, Broker } from './requires.ts'
