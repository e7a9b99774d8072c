/** Random values that the leader makes for all units. */
import { type Context, type Desired, type Status, waiting } from '@charm-layers/charm'
import { type Secret, secret } from '@charm-layers/relation'
import type { TemplateData } from '../render/values.ts'
import type { ClusterSecret, PlainCharm } from './charm.ts'

/** The values as template data, the steps that ask for them, and a status while they are missing. */
export interface ClusterSecrets {
  readonly steps: Desired
  readonly unready: readonly Status[]
  readonly data: TemplateData
}

const inEncoding = (value: Secret, of: ClusterSecret): Secret =>
  typeof of === 'number' || of.encoding === 'hex' ? value : secret(Buffer.from(value.reveal(), 'hex').toString('base64'))

/** Asks for the shared secrets of a charm. They can be used once Juju has stored them. */
export function clusterSecrets({ clusterSecrets: wanted = {} }: PlainCharm, context: Context): ClusterSecrets {
  const made = Object.entries(wanted).map(([name, of]) => ({
    name,
    of,
    answer: context.sharedSecret(name, typeof of === 'number' ? of : of.bytes),
  }))
  const isReady = made.every(({ answer }) => answer.state === 'ready')
  return {
    steps: made.map(({ answer }) => answer.steps),
    unready: isReady ? [] : [waiting('Awaiting leader to create required secrets')],
    data: Object.fromEntries(
      made.map(({ name, of, answer }) => [name, answer.state === 'ready' ? inEncoding(answer.data, of) : undefined]),
    ),
  }
}
