import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Charm } from '../../model/charm.ts'
import { modelConfig } from '../../model/model-config.ts'
import { Refused } from '../../model/refused.ts'
import type { Model } from '../../model/state.ts'
import type { Frozen } from '../../model/values.ts'
import type { Store } from '../models/store.ts'
import { readLocalCharm } from './read.ts'

/** Reads a charm archive and keeps a copy in the model; the revision counts up with every upload, as Juju's does. */
export async function storeCharm(store: Store, directory: string, path: string, shown: string): Promise<Charm> {
  const read = await readLocalCharm(path, shown)
  const { name } = read
  const revision = store.change((model) => {
    const next = model.counters.charmRevision[name] ?? 0
    model.counters.charmRevision[name] = next + 1
    return next
  })
  const archive = join('charms', `${name}-${revision}.charm`)
  mkdirSync(join(directory, 'charms'), { recursive: true })
  copyFileSync(path, join(directory, archive))
  const charm = { ...read, url: `local:${name}-${revision}`, revision, archive }
  store.change((model) => {
    model.charms[charm.url] = charm
  })
  return charm
}

/** Base that 3.6 prefers where nothing else is said. */
const PREFERRED = 'ubuntu@24.04'

/** Chooses a base by Juju's rules: the one asked for, the model's default, Juju's own, the first of the charm. */
export function chooseBase(model: Frozen<Model>, charm: Frozen<Charm>, asked: string | null): string {
  if (asked !== null && !/^[^@]+@[^@]+$/.test(asked)) throw new Refused("expected base string to contain os and channel separated by '@'")
  if (charm.bases.length === 0) throw new Refused('charm does not define any bases, not valid')
  const wanted = asked ?? (modelConfig(model, 'default-base') || null)
  if (wanted !== null) {
    const base = wanted.replace(/\/stable$/, '')
    if (charm.bases.includes(base)) return base
    throw new Refused(`base "${base}/stable" is not supported, supported bases are: ${charm.bases.join(', ')}`)
  }
  return charm.bases.includes(PREFERRED) ? PREFERRED : (charm.bases[0] ?? PREFERRED)
}
