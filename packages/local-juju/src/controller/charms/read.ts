import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { channelText, FormatError, type Charm as ParsedCharm, readCharmArchive } from '@charm-layers/charm-cli/format'
import type { Charm, Endpoint } from '../../model/charm.ts'
import { Refused } from '../../model/refused.ts'
import type { Json } from '../../model/values.ts'

/** Reads a charm's archive as the model knows charms, or refuses it; revision and place are given when it is stored. */
export async function readLocalCharm(path: string, shown: string): Promise<Charm> {
  if (!existsSync(path)) throw new Refused(`no charm was found at "${shown}"`)
  const parsed = await readCharm(path, shown)
  refuseUnsupported(parsed)
  return charmOf(parsed, createHash('sha256').update(readFileSync(path)).digest('hex'))
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

/** Refuses a charm that needs something local-juju lacks, before the deploy has made anything. */
function refuseUnsupported({ metadata }: ParsedCharm): void {
  const refuse = (what: string): never => {
    throw new Refused(`charm "${metadata.name}" ${what}, which local-juju does not support: deploy it with Juju`)
  }
  if (metadata.containers.size > 0) refuse('has workload containers (Kubernetes)')
  const device = [...metadata.devices.values()].find(({ countMin }) => countMin > 0)
  if (device !== undefined) refuse(`needs device "${device.name}"`)
}

/** The endpoint that Juju gives every charm. */
const JUJU_INFO: Endpoint = { name: 'juju-info', role: 'provider', interface: 'juju-info', scope: 'global', limit: 0, optional: false }

function charmOf({ metadata, manifest, config, actions, version }: ParsedCharm, sha256: string): Charm {
  return {
    url: `local:${metadata.name}-0`,
    name: metadata.name,
    revision: 0,
    version,
    archive: '',
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
    storage: Object.fromEntries(
      [...metadata.storage].map(([name, { type, location, countMin, countMax, minimumSize }]) => [
        name,
        { type, location, countMin, countMax, minimumSize },
      ]),
    ),
  }
}
