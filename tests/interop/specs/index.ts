/** All specs, in the order of the table. */
import type { Spec } from '../meeting.ts'
import { amqpSpec } from './amqp.ts'

export const specs: readonly Spec[] = [amqpSpec]
