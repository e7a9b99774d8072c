import { describeConformance } from '@charm-layers/interface-conformance/shared-tests'
import { amqp } from '../src/index.ts'

describeConformance('the requires side', amqp.requires, 'rabbitmq/requires')

describeConformance('the provides side', amqp.provides, 'rabbitmq/provides')
