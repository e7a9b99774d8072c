/**
 * User data for instances: it brings them the certificate authority of the broker, which Trove has no other way for. Up to 2024.2 Trove appends its
 * own user data to this text, with a key `write_files`, of which YAML would take one alone; from 2025.1 on it joins the two by their keys. So this text
 * has other keys, and is right in both cases.
 */
import type { Template, TemplateData } from '@charm-layers/openstack-base'
import { isRecord } from '@charm-layers/relation/wire'

/** The folder where Trove is told to look, beside its own for an operator's user data, which is left alone. */
export const userDataFolder = '/etc/trove'

interface Broker {
  /** The path by which `trove-guestagent.conf` names the authority. */
  readonly file: string
  readonly authority: string
}

function brokerOf({ messaging }: Readonly<Record<string, unknown>>): Broker | undefined {
  if (!isRecord(messaging)) return undefined
  const { ca_file: path, ca_base64: authority } = messaging
  return typeof path === 'string' && typeof authority === 'string' ? { file: path, authority } : undefined
}

/** Tells whether there is something that instances need. */
export const hasUserData = (data: TemplateData): boolean => brokerOf(data) !== undefined

/** An instance writes the file when it boots. One that is there stays, so that an operator can put a newer authority in its place. */
const written = ({ file, authority }: Broker): string =>
  JSON.stringify([
    'sh',
    '-c',
    `test -s ${file} || { mkdir -p ${file.replace(/\/[^/]*$/, '')} && echo ${authority} | base64 -d > ${file}; }`,
  ])

/** Writes the user data. */
export const userData: Template = (data) => {
  const broker = brokerOf(data)
  return ['#cloud-config', '# Written by the trove charm.', ...(broker === undefined ? [] : ['bootcmd:', `- ${written(broker)}`]), ''].join(
    '\n',
  )
}
