// Authorities and certificates for tests, made by openssl.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A certificate with its private key, both in PEM. */
export interface Pair {
  readonly certificate: string
  readonly key: string
}

interface Wanted {
  readonly name: string
  /** Who signs; nobody else when left out. */
  readonly by?: Pair
  readonly extensions: string
  readonly days?: number
  /** What `openssl genpkey` is told of the key. */
  readonly kind?: readonly string[]
  /** The key, where there is one already. */
  readonly use?: string
  /** What is signed, such as `sha256`. */
  readonly digest?: string
}

/** Runs openssl in a folder of its own, with these files there. */
export function openssl(args: readonly string[], files: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'pki-'))
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
    return execFileSync('openssl', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const curve = ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256']

export const makeKey = (kind: readonly string[] = curve): string => openssl(['genpkey', ...kind])

function make({ name, by, extensions, days = 3650, kind, use, digest = 'sha256' }: Wanted): Pair {
  const key = use ?? makeKey(kind)
  const files = { key, extensions, ...(by ? { 'by.pem': by.certificate, 'by.key': by.key } : {}) }
  const request = openssl(['req', '-new', '-key', 'key', '-subj', `/CN=${name}`], files)
  const signing = by ? ['-CA', 'by.pem', '-CAkey', 'by.key', '-CAcreateserial'] : ['-signkey', 'key']
  const certificate = openssl(
    ['x509', '-req', `-${digest}`, '-in', 'request', ...signing, '-days', String(days), '-extfile', 'extensions'],
    {
      ...files,
      request,
    },
  )
  return { certificate, key }
}

/** Makes an authority: a root, or one that another has signed. */
export const makeAuthority = (name: string, of: Partial<Omit<Wanted, 'name'>> = {}): Pair =>
  make({ name, extensions: 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n', ...of })

const sanOf = (name: string): string => `${/^[\d.]+$|:/.test(name) ? 'IP' : 'DNS'}:${name}`

/** Makes the certificate of a server; it is for these names and addresses. */
export const issue = (by: Pair | undefined, names: readonly string[], of: Partial<Omit<Wanted, 'name'>> = {}): Pair =>
  make({
    name: names[0] ?? '',
    ...(by ? { by } : {}),
    extensions: `basicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\nsubjectAltName=${names.map(sanOf).join(',')}\n`,
    days: 397,
    ...of,
  })

/** Encodes a text as an operator does for an option. */
export const base64 = (text: string): string => Buffer.from(text).toString('base64')
