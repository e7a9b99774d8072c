/**
 * User data for instances: it brings them the certificate authorities of the broker and of all other services, which Trove has no other way for. Up to
 * 2024.2 Trove appends its own user data to this text, with a key `write_files`, of which YAML would take one alone; from 2025.1 on it joins the two by
 * their keys. So this text has other keys, and is right in both cases.
 */
import type { Context } from '@charm-layers/charm'
import { type Situation, type Template, type TemplateData, trustsOwn } from '@charm-layers/openstack-base'
import { isRecord } from '@charm-layers/relation/wire'

/** The folder where Trove is told to look, beside its own for an operator's user data, which is left alone. */
export const userDataFolder = '/etc/trove'

const toBase64 = (text: string): string => Buffer.from(text).toString('base64')
const fromBase64 = (text: string): string => Buffer.from(text, 'base64').toString()

/** Gives what instances are to trust beside the broker: the authorities of this machine. They are unknown while something is wrong with new ones. */
export const instanceData = (context: Pick<Context, 'recall'>, { tls }: Pick<Situation, 'tls'>): TemplateData => ({
  trusts: trustsOwn(context, tls),
  authorities_base64: tls.state === 'kept' ? undefined : toBase64(tls.authorities),
})

interface Read {
  /** The path by which `trove-guestagent.conf` names the authority of the broker, and that authority. */
  readonly broker?: { readonly file: string; readonly authority: string }
  readonly trusts: boolean
  /** The authorities, each in PEM; undefined while they are unknown. */
  readonly authorities: readonly string[] | undefined
}

function read({ messaging, instances }: Readonly<Record<string, unknown>>): Read {
  const { ca_file: file, ca_base64: authority } = isRecord(messaging) ? messaging : {}
  const { trusts, authorities_base64: encoded } = isRecord(instances) ? instances : {}
  const authorities = typeof encoded === 'string' ? fromBase64(encoded).match(/-----BEGIN .*?-----END [^-]*-----/gs) : undefined
  return {
    ...(typeof file === 'string' && typeof authority === 'string' ? { broker: { file, authority } } : {}),
    trusts: trusts === true,
    authorities: authorities === null ? [] : authorities,
  }
}

/** Tells whether there is something that instances need; undefined while that is unknown, so that they get what they did. */
export function hasUserData(data: TemplateData): boolean | undefined {
  const { broker, trusts, authorities } = read(data)
  if (trusts) return authorities === undefined ? undefined : true
  return broker !== undefined
}

/** Gives the command by which an instance writes the file when it boots. One that is there stays, so that an operator can put a newer one in its place. */
const written = ({ file, authority }: NonNullable<Read['broker']>): readonly string[] => [
  'sh',
  '-c',
  `test -s ${file} || { mkdir -p ${file.replace(/\/[^/]*$/, '')} && echo ${authority} | base64 -d > ${file}; }`,
]

/** Writes the user data. YAML reads what JSON writes. */
export const userData: Template = (data) => {
  const { broker, authorities = [] } = read(data)
  return [
    '#cloud-config',
    '# Written by the trove charm.',
    ...(authorities.length === 0 ? [] : [`ca_certs: ${JSON.stringify({ trusted: authorities })}`]),
    ...(broker === undefined ? [] : [`bootcmd: ${JSON.stringify([written(broker)])}`]),
    '',
  ].join('\n')
}
