/** Packs the charms of the specifications, into the folder from which their bundles take them: all, or those that are named. */
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
  hacluster: join(functional, 'charms', 'hacluster'),
  vault: join(functional, 'charms', 'vault'),
  designate: join(functional, '..', '..', 'examples', 'designate'),
}

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

if (import.meta.main)
  for (const name of process.argv.length > 2 ? process.argv.slice(2) : Object.keys(folders))
    console.log(`${name}.charm  ${((await packCharm(name)).size / 1e6).toFixed(1)} MB`)
