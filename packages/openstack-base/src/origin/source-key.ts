/** The key of a package archive, which may come with `openstack-origin`, and the hosts that packages come from. */
import { download, file, type Step } from '@charm-layers/charm'

const host = (...labels: readonly string[]): string => labels.join('.')
/** Ubuntu's public hosts. */
export const archives: Readonly<Record<'main' | 'ports' | 'cloud' | 'keys', string>> = {
  main: host('archive', 'ubuntu', 'com'),
  ports: host('ports', 'ubuntu', 'com'),
  cloud: host('ubuntu-cloud', 'archive', 'canonical', 'com'),
  keys: host('keyserver', 'ubuntu', 'com'),
}

/** The step that makes a key known to apt. */
export interface SourceKey {
  readonly step: Step
}

const armour = { begins: '-----BEGIN PGP PUBLIC KEY BLOCK-----', ends: '-----END PGP PUBLIC KEY BLOCK-----' }

/** Reads a key: an armoured key, written as it is, or an id of 8, 16 or 40 hexadecimal digits, whose key is fetched from the key server. */
export function sourceKey(text: string): SourceKey | { readonly problem: string } {
  const key = text.trim()
  if (/[-\n]/.test(key)) {
    const isWhole = key.includes(armour.begins) && key.includes(armour.ends)
    return isWhole
      ? { step: file('/etc/apt/trusted.gpg.d/openstack-origin.asc', `${key}\n`) }
      : { problem: 'ASCII armor markers missing from GPG key' }
  }
  const id = key.replace(/^0x/i, '').toUpperCase()
  if (!/^([0-9A-F]{8}|[0-9A-F]{16}|[0-9A-F]{40})$/.test(id)) return { problem: `'${key}' is neither a GPG key nor the id of one` }
  const path = `/etc/apt/trusted.gpg.d/${id}.asc`
  const url = `https://${archives.keys}/pks/lookup?op=get&options=mr&exact=on&search=0x${id}`
  return { step: download(`the key ${id}`, path, url, armour) }
}
