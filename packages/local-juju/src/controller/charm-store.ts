import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { channelText, FormatError, type Charm as ParsedCharm, readCharmArchive } from '@charm-layers/charm-cli/format'
import type { Charm, Endpoint } from '../model/charm.ts'
import { modelConfig } from '../model/model-config.ts'
import { Refused } from '../model/refused.ts'
import type { Frozen, Json, Model } from '../model/state.ts'
import type { Store } from './store.ts'

/** Reads a charm archive and keeps a copy in the model; the revision counts up with every upload, as Juju's does. */
export async function storeCharm(store: Store, directory: string, path: string, shown: string): Promise<Charm> {
  if (!existsSync(path)) throw new Refused(`no charm was found at "${shown}"`)
  const parsed = await readCharm(path, shown)
  refuseUnsupported(parsed)
  const { name } = parsed.metadata
  const revision = store.change((model) => {
    const next = model.counters.charmRevision[name] ?? 0
    model.counters.charmRevision[name] = next + 1
    return next
  })
  const archive = join('charms', `${name}-${revision}.charm`)
  mkdirSync(join(directory, 'charms'), { recursive: true })
  copyFileSync(path, join(directory, archive))
  const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex')
  const charm = charmOf(parsed, revision, archive, sha256)
  store.change((model) => {
    model.charms[charm.url] = charm
  })
  return charm
}

async function readCharm(path: string, shown: string): Promise<ParsedCharm> {
  try {
    const archive = await readCharmArchive(path)
    archive.close()
    return archive.charm
  } catch (error) {
    if (error instanceof FormatError) throw new Refused(`attempting to deploy "${shown}": ${error.message}`)
    throw error
  }
}

/** What local-juju has no place for yet is refused before anything is made, rather than run without it. */
function refuseUnsupported({ metadata }: ParsedCharm): void {
  const refuse = (what: string): never => {
    throw new Refused(`charm "${metadata.name}" ${what}, which local-juju does not support: deploy it with Juju`)
  }
  if (metadata.subordinate) refuse('is a subordinate')
  if (metadata.containers.size > 0) refuse('has workload containers (Kubernetes)')
  const needed = [...metadata.storage.values()].find(({ countMin }) => countMin > 0)
  if (needed !== undefined) refuse(`needs storage "${needed.name}"`)
  const device = [...metadata.devices.values()].find(({ countMin }) => countMin > 0)
  if (device !== undefined) refuse(`needs device "${device.name}"`)
}

/** The endpoint that Juju gives every charm. */
const JUJU_INFO: Endpoint = { name: 'juju-info', role: 'provider', interface: 'juju-info', scope: 'global', limit: 0, optional: false }

function charmOf({ metadata, manifest, config, actions, version }: ParsedCharm, revision: number, archive: string, sha256: string): Charm {
  return {
    url: `local:${metadata.name}-${revision}`,
    name: metadata.name,
    revision,
    version,
    archive,
    sha256,
    summary: metadata.summary,
    description: metadata.description,
    subordinate: metadata.subordinate,
    bases: (manifest?.bases ?? []).map(({ name, channel }) => `${name}@${channelText(channel)}`.replace(/\/stable$/, '')),
    endpoints: {
      ...Object.fromEntries([...metadata.endpoints].map(([name, endpoint]) => [name, { ...endpoint }])),
      'juju-info': JUJU_INFO,
    },
    extraBindings: [...(metadata.extraBindings ?? [])],
    config: Object.fromEntries(
      [...config].map(([name, option]) => [name, { type: option.type, description: option.description, default: option.default ?? null }]),
    ),
    actions: Object.fromEntries(
      [...actions].map(([name, { description, schema, parallel, executionGroup }]) => [
        name,
        { description, schema: structuredClone(schema) as { [key: string]: Json }, parallel, executionGroup },
      ]),
    ),
    resources: Object.fromEntries(
      [...metadata.resources].map(([name, { type, filename, description }]) => [name, { type, filename, description }]),
    ),
  }
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
