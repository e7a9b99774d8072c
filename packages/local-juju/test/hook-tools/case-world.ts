/** The world that a recorded case describes, and what it sees happen. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import {
  contentChecksum,
  type HookScope,
  Refusal,
  type World,
  type WorldNetwork,
  type WorldRelation,
  type WorldSecret,
} from '../../src/hook-tools/index.ts'
import type { CaseRelation, CaseSecret, CaseSetup } from './case-types.ts'

const refusedFile = (path: string, error: unknown): Refusal =>
  new Refusal(
    `open ${path}: ${error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'no such file or directory' : 'failed'}`,
  )

const keyOf = (setup: CaseSetup, relation: CaseRelation): string => {
  const app = setup.unit.split('/')[0] ?? ''
  const own = `${app}:${relation.endpoint}`
  if (relation.role === 'peer') return own
  const remote = `${relation.remote_app}:${relation.remote_endpoint ?? relation.endpoint}`
  return relation.role === 'requirer' ? `${own} ${remote}` : `${remote} ${own}`
}

const networkOf = (setup: CaseSetup, binding: string): WorldNetwork | undefined => {
  const network = setup.network?.[binding]
  if (network === undefined) return undefined
  const interfaces = (network['bind-addresses'] ?? []).map((one) => ({
    macAddress: one['mac-address'],
    interfaceName: one['interface-name'],
    addresses: one.addresses ?? [],
  }))
  return {
    interfaces,
    ...(network['ingress-addresses'] ? { ingressAddresses: network['ingress-addresses'] } : {}),
    ...(network['egress-subnets'] ? { egressSubnets: network['egress-subnets'] } : {}),
    ...(network.error ? { error: network.error.message } : {}),
  }
}

const base64 = (content: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(content).map(([key, value]) => [key, Buffer.from(value).toString('base64')]))

const revisionOf = (secret: CaseSecret, revision: number): Readonly<Record<string, string>> =>
  base64(secret.content[String(revision)] ?? {})

/** Makes the world and the list that its immediate effects go to. */
export const createCaseWorld = (setup: CaseSetup, dir: string): { readonly world: World; readonly effects: unknown[] } => {
  const effects: unknown[] = []
  const secretIds = [...(setup.new_secret_ids ?? [])]
  const relation = (id: number): CaseRelation => {
    const found = setup.relations?.find((one) => one.id === id)
    if (found === undefined) throw new Error(`no relation ${id}`)
    return found
  }
  const secrets = setup.secrets ?? []

  const world: World = {
    unit: setup.unit,
    modelUuid: setup.model_uuid,
    modelType: setup.model_type === 'caas' ? 'caas' : 'iaas',
    files: {
      read: async (path) => {
        try {
          return await readFile(path)
        } catch (error) {
          throw refusedFile(path, error)
        }
      },
      write: async (path, content) => {
        try {
          await writeFile(path, content)
        } catch (error) {
          throw refusedFile(path, error)
        }
        effects.push({ file_written: { path: relative(dir, path), content: Buffer.from(content).toString() } })
      },
    },
    claimLeadership: () => setup.leader ?? true,
    config: () => setup.config ?? {},
    relations: () =>
      (setup.relations ?? []).map(
        (one): WorldRelation => ({
          id: one.id,
          endpoint: one.endpoint,
          key: keyOf(setup, one),
          peer: one.role === 'peer',
          remoteApp: one.remote_app,
          remoteUnits: one.remote_units ?? [],
          ...(one.remote_model_uuid ? { remoteModelUuid: one.remote_model_uuid } : {}),
          life: one.life ?? 'alive',
          suspended: one.suspended ?? false,
        }),
      ),
    localUnitBag: (id) => relation(id).local_unit_bag ?? {},
    localAppBag: (id) => relation(id).local_app_bag ?? {},
    remoteBag: (id, owner) => {
      const { bags = {}, read_errors: errors = {} } = relation(id)
      const bag = bags[owner]
      if (bag === undefined) throw new Refusal(errors[owner] ?? 'permission denied')
      return bag
    },
    unitStatus: () => setup.status?.unit ?? { status: 'unknown', message: '', data: null },
    applicationStatus: () => ({
      ...(setup.status?.app ?? { status: 'unknown', message: '', data: null }),
      units: setup.status?.units ?? {},
    }),
    setUnitStatus: (status, message) => void effects.push({ unit_status: { status, message } }),
    setApplicationStatus: (status, message) => void effects.push({ application_status: { status, message } }),
    setWorkloadVersion: (version) => void effects.push({ workload_version: version }),
    log: (line) => void effects.push({ log: line }),
    logAction: (text) => void effects.push({ action_log: text }),
    leaderSettings: () => setup.leader_settings ?? {},
    writeLeaderSettings: (changes) => void effects.push({ leader_settings_written: changes }),
    network: (binding, id = -1) => {
      effects.push({ call: 'network-info', binding: [binding], relation_id: id })
      return networkOf(setup, binding)
    },
    privateAddress: () => setup.private_address,
    publicAddress: () => setup.public_address,
    openedPorts: () => setup.ports ?? {},
    charmState: () => setup.state ?? {},
    storage: () =>
      (setup.storage ?? []).map(({ id, kind, location, not_provisioned: late = false }) => ({ id, kind, location, provisioned: !late })),
    storageNames: () => ['data', 'disk', 'late'],
    goalState: () => setup.goal_state ?? { units: {}, relations: {} },
    cloudSpec: () => {
      if (setup.cloud_spec === undefined) throw new Refusal(setup.cloud_spec_error ?? 'permission denied')
      return setup.cloud_spec
    },
    resource: async (name) => {
      const resource = setup.resources?.[name]
      if (resource === undefined) throw new Refusal(`resource ${name} not found`)
      const file = resource.type === 'oci-image' ? 'content.yaml' : resource.path
      if (file === '') throw new Refusal('empty resource path not valid')
      const path = join(dir, 'resources', file)
      await mkdir(dirname(path), { recursive: true })
      if ((await readFile(path, 'utf8').catch(() => undefined)) !== resource.content) {
        await writeFile(path, resource.content)
        effects.push({ file_written: { path: relative(dir, path), content: resource.content } })
      }
      return path
    },
    secrets: () =>
      secrets
        .filter(({ managed = true }) => managed)
        .map(
          (one): WorldSecret => ({
            id: one.id,
            owner: one.owner,
            label: one.label ?? '',
            description: one.description ?? '',
            revision: one.revision,
            rotate: one.rotate ?? '',
            ...(one.expire ? { expire: one.expire } : {}),
            ...(one.next_rotate ? { nextRotate: one.next_rotate } : {}),
            checksum: contentChecksum(revisionOf(one, one.revision)),
            access: (one.access ?? []).map((access) => ({ target: access.Target, scope: access.Scope, role: access.Role })),
          }),
        ),
    newSecretId: () => secretIds.shift() ?? 'd000000000000000000g',
    readSecret: ({ id, label, refresh, peek }) => {
      effects.push({ controller_read: { secret: id, label, refresh, peek } })
      const secret = secrets.find((one) => (id === '' ? one.consumer_label === label : one.id === id))
      if (secret === undefined) throw new Refusal(id === '' ? `consumer label "${label}" not found` : `secret "${id}" not found`)
      return revisionOf(secret, refresh || peek ? secret.revision : secret.tracked)
    },
    podSpec: { get: (kind) => (kind === 'k8s-spec' ? setup.pod_spec : setup.raw_spec) ?? '' },
    payloads: {
      register: (payload) => void effects.push({ payload_registered: payload }),
      setStatus: (id, status) => void effects.push({ payload_status: { status, ids: [id] } }),
      unregister: (id) => void effects.push({ payload_unregistered: { ids: [id] } }),
    },
  }
  return { world, effects }
}

/** What runs in a case. */
export const scopeOf = (setup: CaseSetup): HookScope => {
  const { hook, action } = setup
  return {
    contextId: 'case',
    ...(hook?.relation === undefined
      ? {}
      : {
          relation: { id: hook.relation, remoteApp: hook.remote_app ?? '', ...(hook.remote_unit ? { remoteUnit: hook.remote_unit } : {}) },
        }),
    ...(hook?.storage === undefined ? {} : { storage: hook.storage }),
    ...(action === undefined ? {} : { action: { name: action.name, params: action.params } }),
  }
}
