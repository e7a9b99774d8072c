/** The authorities that every program of the machine trusts. */
import { absent, type Context, command, type Desired, file, keep, packages, remembered } from '@charm-layers/charm'
import { fingerprint } from './fingerprint.ts'
import { pemBlocks } from './pem.ts'
import type { TlsState } from './state.ts'

const folder = '/etc/ssl/certs'

/** The file with the authorities that the machine trusts, in PEM. */
export const systemAuthoritiesFile: string = `${folder}/ca-certificates.crt`

/** The names of the files that there are, and a sign in front of them while the machine does not know of all of them yet. */
const written = remembered.list('tls-authorities')
const unknown = '…'

/**
 * Gives the steps by which the machine trusts these authorities, also for programs that are told of no file, and trusts them no more without a trace
 * once there are none. A program that looks at its authorities only when it starts has to be restarted. While something is wrong they stay.
 */
export function systemAuthorities({ recall, output, identity }: Pick<Context, 'recall' | 'output' | 'identity'>, tls: TlsState): Desired {
  if (tls.state === 'kept') return []
  const before = recall(written)
  const wanted = pemBlocks(tls.authorities).map(({ text }) => ({ name: `${identity.application}-${fingerprint([text])}`, text }))
  const names = wanted.map(({ name }) => name)
  if (before.length + names.length === 0) return []
  const former = before.filter((name) => name !== unknown && !names.includes(name))
  const isKnown = former.length === 0 && before[0] !== unknown && names.every((name) => before.includes(name))
  // The option --fresh would do both, and leave the machine without any authority for a second.
  const join = command('Trusting the certificate authorities', ['update-ca-certificates'])
  const find = command('Finding the certificate authorities by name', ['openssl', 'rehash', folder])
  return [
    names.length > 0 && packages('ca-certificates'),
    // One in each file, since nothing is found by name in a file with several; and a changed file would not be looked at.
    wanted.map(({ name, text }) => file(`/usr/local/share/ca-certificates/${name}.crt`, text)),
    former.map((name) => [absent(`/usr/local/share/ca-certificates/${name}.crt`), absent(`${folder}/${name}.pem`)]),
    !isKnown && [join, find],
    keep(written, isKnown || output(find) !== undefined ? names : [unknown, ...former, ...names]),
  ]
}

/**
 * Tells whether the machine trusts authorities of its own, beside those that every machine trusts. While something is wrong, it goes on trusting those
 * that it has.
 */
export const trustsOwn = ({ recall }: Pick<Context, 'recall'>, tls: TlsState): boolean =>
  tls.state === 'kept' ? recall(written).length > 0 : tls.authorities !== ''
