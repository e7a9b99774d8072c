/** Packs the charms of the specification, into the folder from which its bundle takes them. */
import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { pack } from '@charm-layers/charm-cli'

const functional = import.meta.dirname
const out = join(functional, 'trove', 'charms')

/** The folders of the charms, by the name under which the bundle knows them. */
const folders: Readonly<Record<string, string>> = {
  trove: join(functional, '..', '..', 'charms', 'trove'),
  mariadb: join(functional, 'charms', 'mariadb'),
  rabbitmq: join(functional, 'charms', 'rabbitmq'),
  keystone: join(functional, 'charms', 'keystone'),
  designate: join(functional, '..', '..', 'examples', 'designate'),
}

/** The charm that the specification deploys after the bundle. */
const added = 'designate'

/** A charm that was packed. */
export interface Packed {
  readonly name: string
  readonly size: number
}

/** Packs one of the charms for the base that the bundle names. */
export async function packCharm(name: string): Promise<Packed> {
  const { path, size } = await pack({ charm: folders[name] ?? name, base: 'ubuntu@22.04', out })
  await rename(path, join(out, `${name}.charm`))
  return { name, size }
}

/** Names of the charms in the bundle, the one under test first. */
export const charmNames: readonly string[] = Object.keys(folders).filter((name) => name !== added)

if (import.meta.main)
  for (const name of Object.keys(folders)) console.log(`${name}.charm  ${((await packCharm(name)).size / 1e6).toFixed(1)} MB`)
