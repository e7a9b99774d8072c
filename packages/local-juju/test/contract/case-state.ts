/** A recorded case as charm-testing has it: the state that its world is, and its call in the form in which the runtime makes it. */
import { parse } from 'yaml'
import type { Status } from '../../../charm/src/index.ts'
import type { HookTools } from '../../../charm/src/juju/index.ts'
import { serializeFile } from '../../../charm/src/juju/serialize.ts'
import { isObject, type Json, type JsonObject } from '../../../charm-cli/src/format/json.ts'
import { memoryClock, memoryHost } from '../../../charm-testing/src/memory-host/index.ts'
import { memoryJuju } from '../../../charm-testing/src/memory-juju.ts'
import type { State } from '../../../charm-testing/src/state.ts'
import type { Case, CaseCall, CaseRelation, CaseSetup } from '../hook-tools/case-types.ts'

type Texts = Readonly<Record<string, string>>
const idOf = ({ endpoint, id }: CaseRelation): string => `${endpoint}:${id}`

/**
 * Tells whether charm-testing can hold the world of a case: relations that live, in one model, with ports on the unit alone, a status without
 * data, and the one network that every binding in memory is on.
 */
export const isHeld = ({ tool, args, setup }: Case): boolean =>
  setup.model_type !== 'caas' &&
  (tool !== 'status-get' || Object.keys(setup.status?.unit?.data ?? {}).length === 0) &&
  (tool !== 'network-get' || !args.some((arg) => setup.network?.[arg])) &&
  (setup.relations ?? []).every(
    (one) => (one.life ?? 'alive') === 'alive' && !one.suspended && !one.remote_model_uuid && !one.read_errors,
  ) &&
  Object.entries(setup.ports ?? {}).every(([unit, of]) => unit === setup.unit && Object.keys(of).every((endpoint) => endpoint === ''))

/** Gives the words that are no flag, and no value of the flags named. */
const wordsOf = (args: readonly string[], valued: readonly string[]): readonly string[] =>
  args.filter((arg, at) => !arg.startsWith('-') && !valued.includes(args[at - 1] ?? ''))

const relationIn = ({ setup, args }: Case): string | undefined => {
  const at = args.findIndex((arg) => arg === '-r' || arg === '--relation')
  const wanted = at < 0 ? setup.hook?.relation : args[at + 1]
  if (wanted === undefined) return undefined
  return (setup.relations ?? []).map(idOf).find((id) => id === `${wanted}` || id.endsWith(`:${wanted}`)) ?? `${wanted}`
}

/** Gives what a case writes with `key=value` words or over standard input; undefined for what the runtime never sends. */
function changesIn({ args, stdin }: Case): Texts | undefined {
  const words = wordsOf(args, ['-r', '--file', '--format'])
  if (args.some((arg) => arg.startsWith('--file')) && !args.includes('-')) return undefined
  if (words.some((word) => !/^[^=]+=/.test(word))) return undefined
  const said: unknown = stdin === undefined ? {} : parse(stdin)
  if (typeof said !== 'object') return undefined
  return {
    ...said,
    ...Object.fromEntries(words.map((word) => [word.slice(0, word.indexOf('=')).trim(), word.slice(word.indexOf('=') + 1).trim()])),
  }
}

const json = '--format=json'
const whole = ['is-leader', 'config-get', 'state-get', 'opened-ports', 'action-get', 'storage-list', 'juju-reboot']

/** Gives the call as the runtime makes it; undefined where it never makes such a call. */
export function ourCall(one: Case): CaseCall | undefined {
  const { tool, args } = one
  const relation = relationIn(one)
  const words = wordsOf(args, ['-r', '--relation', '--format', '--file', '-s'])
  if (whole.includes(tool)) return { tool, args: tool === 'juju-reboot' ? [] : [json] }
  if (tool === 'status-get') return args.includes('--application') ? undefined : { tool, args: [json, '--include-data'] }
  if (tool === 'storage-get') return args.includes('-s') ? { tool, args: [json, '-s', args[args.indexOf('-s') + 1] ?? ''] } : undefined
  if (tool === 'relation-ids' || tool === 'network-get') return words.length === 1 ? { tool, args: [json, ...words] } : undefined
  if (tool === 'relation-list')
    return relation === undefined ? undefined : { tool, args: [json, '-r', relation, ...(args.includes('--app') ? ['--app'] : [])] }
  if (tool === 'relation-get') {
    const of = words.at(-1)
    if (relation === undefined || words.length < 2 || of === undefined) return undefined
    return { tool, args: [json, '-r', relation, ...(of.includes('/') ? [] : ['--app']), '-', of] }
  }
  if (tool === 'relation-set' || tool === 'state-set') {
    const changes = changesIn(one)
    const to =
      tool === 'state-set' ? [] : relation === undefined ? undefined : ['-r', relation, ...(args.includes('--app') ? ['--app'] : [])]
    return changes && to ? { tool, args: [...to, '--file', '-'], stdin: serializeFile(changes) } : undefined
  }
  if (tool === 'status-set') return args.includes('--application') ? undefined : { tool, args: [args[0] ?? '', '--', ...args.slice(1)] }
  if (tool === 'action-set' || tool === 'action-fail' || tool === 'application-version-set')
    return { tool, args: args.includes('--') ? args : ['--', ...args] }
  return undefined
}

const statusNames: readonly Status['name'][] = ['maintenance', 'blocked', 'waiting', 'active']

const paramsIn = (params: Json): JsonObject => (isObject(params) ? params : {})

/** Makes the hook tools in memory for the world of a case. */
export function memoryOf(setup: CaseSetup): HookTools {
  const name = statusNames.find((one) => one === setup.status?.unit?.status)
  const state: State = {
    leader: setup.leader ?? true,
    ...(name ? { status: { name, message: setup.status?.unit?.message ?? '' } } : {}),
    memory: setup.state ?? {},
    openPorts: Object.values(setup.ports?.[setup.unit] ?? {}).flat(),
    relations: (setup.relations ?? []).map((one) => ({
      endpoint: one.endpoint,
      interface: one.endpoint,
      id: one.id,
      remoteApp: one.remote_app,
      remoteAppData: one.bags?.[one.remote_app] ?? {},
      remoteUnits: Object.fromEntries((one.remote_units ?? []).map((unit) => [unit, one.bags?.[unit] ?? {}])),
      localUnitData: one.local_unit_bag ?? {},
      localAppData: one.local_app_bag ?? {},
    })),
  }
  return memoryJuju(state, {
    unit: setup.unit,
    isPeer: (endpoint) => (setup.relations ?? []).some((one) => one.endpoint === endpoint && one.role === 'peer'),
    bindings: Object.entries(setup.network ?? {}).flatMap(([binding, one]) => (one.error ? [] : [binding])),
    host: memoryHost(state, memoryClock(0)),
    storage: (setup.storage ?? []).map(({ id, kind, location, not_provisioned: late }) => ({
      id,
      kind,
      location: late ? false : location,
    })),
    config: Object.fromEntries(Object.entries(setup.config ?? {}).filter(([, value]) => value !== null)),
    params: setup.action && paramsIn(setup.action.params),
  }).tools
}
