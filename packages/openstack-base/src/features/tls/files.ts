/** The files that servers read certificates from. */
import { absent, type Desired, directory, type FileStep, file } from '@charm-layers/charm'
import { secret } from '@charm-layers/relation'
import type { TlsState } from './state.ts'

/** Who reads files, and which services to tell of a change. Without an owner they are root's alone. */
export type ReadBy = Partial<Pick<FileStep, 'owner' | 'group' | 'restarts' | 'reloads'>>

/** Where a server looks for the default certificate, its key, and the authorities that it trusts. */
export interface CertificatePaths {
  readonly certificate: string
  readonly key: string
  /** Left out where a server needs none. There is no such file while only those authorities are trusted that every machine trusts. */
  readonly authorities?: string
}

/** More certificates than a unit has: one of its own, and one for each kind of endpoint. */
const most = 4

const modeOf = ({ group }: ReadBy): number => (group === undefined ? 0o600 : 0o640)

/**
 * Gives the files of the default certificate for a server that wants the certificate, its key and the authorities apart. The key has mode 0600, or 0640 with
 * a group. While something is wrong the files stay; without TLS there are none.
 */
export function certificateFiles(tls: TlsState, { certificate, key, authorities }: CertificatePaths, by: ReadBy = {}): Desired {
  if (tls.state === 'kept') return []
  const [first] = tls.certificates
  if (first === undefined) return [certificate, key, ...(authorities === undefined ? [] : [authorities])].map((path) => absent(path))
  return [
    file(key, first.key, { ...by, mode: modeOf(by) }),
    file(certificate, first.certificate, by),
    authorities !== undefined && (tls.authorities === '' ? absent(authorities) : file(authorities, tls.authorities, by)),
  ]
}

/**
 * Gives the files of all certificates for a server that wants each in one file with its chain and its key, such as HAProxy: `0.pem` is the default. The
 * folder holds nothing else. Its files have mode 0600, or 0640 with a group. While something is wrong they stay; without TLS there are none.
 */
export function certificateFolder(tls: TlsState, path: string, by: ReadBy = {}): Desired {
  if (tls.state === 'kept') return []
  const pathOf = (at: number): string => `${path}/${at}.pem`
  const { owner = 'root', group = 'root' } = by
  return [
    tls.state === 'ready' && directory(path, { owner, group, mode: by.group === undefined ? 0o700 : 0o750 }),
    tls.certificates.map(({ certificate, key }, at) =>
      file(pathOf(at), secret(`${certificate}${key.reveal()}`), { ...by, mode: modeOf(by) }),
    ),
    Array.from({ length: Math.max(0, most - tls.certificates.length) }, (_, at) => absent(pathOf(tls.certificates.length + at))),
  ]
}
