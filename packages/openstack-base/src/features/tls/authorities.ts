/** The authorities that every program of the machine trusts. */
import { absent, type Context, command, type Desired, file, keep, packages, remembered } from '@charm-layers/charm'
import { fingerprint } from './fingerprint.ts'
import { pemBlocks } from './pem.ts'
import type { TlsState } from './state.ts'

/** The file with the authorities that the machine trusts, in PEM. */
export const systemAuthoritiesFile = '/etc/ssl/certs/ca-certificates.crt'

/** How many files there are, and what they hold. */
const written = remembered.text('tls-authorities')

/**
 * Gives the steps by which the machine trusts these authorities, also for programs that are told of no file, and trusts them no more without a trace
 * once there are none. A program that looks at its authorities only when it starts has to be restarted. While something is wrong they stay.
 */
export function systemAuthorities({ recall, output, identity }: Pick<Context, 'recall' | 'output' | 'identity'>, tls: TlsState): Desired {
  if (tls.state === 'kept') return []
  const before = recall(written)
  const blocks = pemBlocks(tls.authorities)
  const now = blocks.length === 0 ? '' : `${blocks.length} ${fingerprint(blocks.map(({ text }) => text))}`
  if (now === '' && before === '') return []
  const pathOf = (at: number): string => `/usr/local/share/ca-certificates/${identity.application}-${at}.crt`
  const former = Number.parseInt(before, 10) || 0
  const update = command('Trusting the certificate authorities', ['update-ca-certificates'])
  const isDone = now === before || output(update) !== undefined
  return [
    blocks.length > 0 && packages('ca-certificates'),
    // One in each file: what looks for an authority by its name takes no file with several.
    blocks.map(({ text }, at) => file(pathOf(at), text)),
    Array.from({ length: Math.max(0, former - blocks.length) }, (_, at) => absent(pathOf(blocks.length + at))),
    now !== before && update,
    keep(written, isDone ? now : before),
  ]
}
