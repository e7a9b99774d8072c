/** The files from which HAProxy reads certificates and authorities. */
import { absent, type Context, type Desired, file, keep, remembered } from '@charm-layers/charm'
import { systemAuthoritiesFile } from '../tls/authorities.ts'
import { certificateFolder } from '../tls/files.ts'
import { noTls, type TlsState } from '../tls/state.ts'
import type { Encryption } from './encryption.ts'
import type { Plan } from './plan.ts'

/** The folder of the certificates that HAProxy shows, and the file of the authorities by which it knows the other units. */
const certificates = '/etc/haproxy/certificates'
const authorities = '/etc/haproxy/authorities.pem'

/** The file of authorities that is in use. It stays so while TLS is given up, when nothing else tells of it any more. */
const inUse = remembered.text('haproxy-authorities')

/** Whether HAProxy stands between the units. */
const isBetween = remembered.boolean('haproxy-between')

const reloads = ['haproxy']

/** What HAProxy speaks TLS with, and the files of it. */
export interface TlsFiles {
  readonly encryption: Encryption | undefined
  /** Steps of every hook. */
  readonly remember: Desired
  /** Files that HAProxy's configuration names. */
  readonly before: Desired
  /** Files that it names no more, to be removed once HAProxy knows. */
  readonly after: Desired
}

/**
 * Tells whether a service of an earlier version still listens where HAProxy has to, until it is this unit's turn to restart it. HAProxy could not
 * take the port, and would find no service where it looks for one.
 */
export function isInTheWay({ heldRestarts, recall }: Pick<Context, 'heldRestarts' | 'recall'>, services: readonly string[]): boolean {
  return !recall(isBetween) && services.some((name) => heldRestarts.includes(name))
}

/** Gives the step that remembers that HAProxy stands between the units. */
export const noteBetween = (is: boolean): Desired => keep(isBetween, is)

/** Gives the files with which HAProxy speaks TLS as planned. While something is wrong, or TLS is given up, those that are there stay. */
export function tlsFiles({ answers = 'http' }: Plan, tls: TlsState, { recall }: Pick<Context, 'recall'>): TlsFiles {
  const isHttps = answers !== 'http'
  const given = tls.state === 'ready' ? (tls.authorities === '' ? systemAuthoritiesFile : authorities) : recall(inUse)
  const own = tls.state === 'ready' && tls.authorities !== '' && file(authorities, tls.authorities, { reloads })
  return {
    encryption: { answers, certificates, authorities: given },
    remember: keep(inUse, isHttps ? given : ''),
    before: isHttps && [
      certificateFolder(tls.state === 'ready' ? tls : { state: 'kept', certificates: [] }, certificates, { reloads }),
      own,
    ],
    after: [!isHttps && certificateFolder(noTls, certificates), (!isHttps || given === systemAuthoritiesFile) && absent(authorities)],
  }
}
