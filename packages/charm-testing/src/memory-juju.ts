/** The hook tools in memory: those that the runtime uses, with the answers that Juju gives to `--format=json`. */
import type { Status } from '@charm-layers/charm'
import type { HookTools, ToolResult } from '@charm-layers/charm/ports'
import type { Databag } from '@charm-layers/charm/relation'
import type { MemoryHost } from './memory-host.ts'
import type { Relation, State } from './state.ts'

/** What was written. Bags, ports, memory and secrets count only when the hook ends well. */
export interface Written {
  readonly unitBags: Map<string, Databag>
  readonly appBags: Map<string, Databag>
  readonly memory: Map<string, string>
  readonly openPorts: Set<string>
  readonly secrets: Map<string, Databag>
  readonly statuses: Status[]
  readonly log: string[]
  readonly results: Map<string, string>
  readonly writes: string[]
  failed: string | undefined
  version: string | undefined
}

export const relationId = (relation: Relation, at: number): string => `${relation.endpoint}:${relation.id ?? at + 1}`

/** Parses what the runtime sends with `--file -`: one JSON pair to a line, a long key in YAML's explicit form. */
const parsePairs = (text: string): Record<string, string> =>
  text.trim() === '{}'
    ? {}
    : JSON.parse(
        `{${text
          .trim()
          .replace(/^\? (.*)\n: /gm, '$1: ')
          .split('\n')
          .join(',')}}`,
      )

const withoutEmpty = (bag: Databag): Databag => Object.fromEntries(Object.entries(bag).filter(([, value]) => value !== ''))

export interface MemoryJuju {
  readonly tools: HookTools
  readonly written: Written
}

export function memoryJuju(
  state: State,
  {
    unit,
    isPeer,
    host,
    config,
    params,
  }: {
    readonly unit: string
    readonly isPeer: (endpoint: string) => boolean
    readonly host: MemoryHost
    readonly config: Readonly<Record<string, unknown>>
    readonly params: Readonly<Record<string, unknown>>
  },
): MemoryJuju {
  const application = unit.split('/')[0] ?? ''
  const relations = new Map((state.relations ?? []).map((relation, at) => [relationId(relation, at), relation]))
  const written: Written = {
    unitBags: new Map(),
    appBags: new Map(),
    memory: new Map(),
    openPorts: new Set(state.openPorts ?? []),
    secrets: new Map(),
    statuses: [],
    log: [],
    results: new Map(),
    writes: [],
    failed: undefined,
    version: undefined,
  }
  const ok = (stdout = ''): ToolResult => ({ code: 0, stdout, stderr: '' })
  const json = (value: unknown): ToolResult => ok(`${JSON.stringify(value)}\n`)
  const no = (stderr: string): ToolResult => ({ code: 1, stdout: '', stderr: `ERROR ${stderr}\n` })
  const relationOf = (args: readonly string[]) => relations.get(args[args.indexOf('-r') + 1] ?? '')
  const last = (args: readonly string[]): string => args.at(-1) ?? ''

  function relationGet(args: readonly string[]): ToolResult {
    const relation = relationOf(args)
    if (!relation) return no('relation not found')
    const of = last(args)
    if (args.includes('--app')) {
      if (of !== application) return json(relation.remoteAppData ?? {})
      return state.leader || isPeer(relation.endpoint) ? json(relation.localAppData ?? {}) : no('permission denied')
    }
    return of === unit
      ? json(relation.localUnitData ?? {})
      : relation.remoteUnits?.[of]
        ? json(relation.remoteUnits[of])
        : no('settings not found')
  }

  function relationSet(args: readonly string[], stdin: string): ToolResult {
    const id = args[args.indexOf('-r') + 1] ?? ''
    const app = args.includes('--app')
    if (app && !state.leader) return no('cannot write relation settings')
    const bags = app ? written.appBags : written.unitBags
    bags.set(id, { ...bags.get(id), ...parsePairs(stdin) })
    return ok()
  }

  const reads: Readonly<Record<string, (args: readonly string[]) => ToolResult>> = {
    'is-leader': () => json(state.leader === true),
    'config-get': () => json(config),
    'status-get': () => json({ status: state.status?.name ?? 'unknown', message: state.status?.message ?? '', 'status-data': {} }),
    'state-get': () => json(state.memory ?? {}),
    'opened-ports': () => json(state.openPorts ?? []),
    'action-get': () => json(params),
    'network-get': (args) => {
      const address = state.addresses?.[last(args)] ?? '10.0.0.10'
      return json({
        'bind-addresses': [{ 'interface-name': 'eth0', addresses: [{ hostname: '', value: address, cidr: '10.0.0.0/24' }] }],
        'egress-subnets': [`${address}/32`],
        'ingress-addresses': [address],
      })
    },
    'relation-ids': (args) =>
      json(
        [...relations]
          .filter(([, relation]) => relation.endpoint === last(args))
          .map(([id]) => id)
          .sort(),
      ),
    'relation-list': (args) => {
      const relation = relationOf(args)
      if (!relation) return no('relation not found')
      return args.includes('--app') ? json(relation.remoteApp) : json(Object.keys(relation.remoteUnits ?? {}).sort())
    },
    'relation-get': relationGet,
    'secret-get': (args) => {
      const content = args.map((arg) => state.secrets?.[arg]).find((found) => found !== undefined)
      return content ? json(content) : no('secret not found')
    },
  }

  const writes: Readonly<Record<string, (args: readonly string[], stdin: string) => ToolResult>> = {
    'relation-set': relationSet,
    'state-set': (_, stdin) => {
      for (const [key, value] of Object.entries(parsePairs(stdin))) written.memory.set(key, value)
      return ok()
    },
    'status-set': ([name = '', , message = '']) => {
      written.statuses.push({ name: name as Status['name'], message })
      return ok()
    },
    'application-version-set': (args) => {
      written.version = last(args)
      return ok()
    },
    'open-port': (args) => {
      written.openPorts.add(last(args))
      return ok()
    },
    'close-port': (args) => {
      written.openPorts.delete(last(args))
      return ok()
    },
    'secret-add': (args) => {
      const file = host.file(args[args.indexOf('--file') + 1] ?? '')
      if (!file) return no('empty secret value not valid')
      const id = `secret:${(Object.keys(state.secrets ?? {}).length + written.secrets.size).toString(32).padStart(19, 'c')}0`
      written.secrets.set(id, JSON.parse(file.content))
      return ok(`${id}\n`)
    },
    'action-set': (args) => {
      for (const arg of args.slice(1)) written.results.set(arg.slice(0, arg.indexOf('=')), arg.slice(arg.indexOf('=') + 1))
      return ok()
    },
    'action-fail': (args) => {
      written.failed = last(args)
      return ok()
    },
  }

  let calls = 0
  return {
    written,
    tools: {
      get calls() {
        return calls
      },
      close: async () => undefined,
      call: async (tool, args, stdin = '') => {
        calls += 1
        const instead = state.juju?.(tool, args)
        if (instead) return { ...ok(), ...instead }
        if (tool === 'juju-log') {
          written.log.push(last(args))
          return ok()
        }
        const words = args.filter((arg) => arg !== '--format=json')
        const read = reads[tool]
        if (read) return read(words)
        const write = writes[tool]
        if (!write) return no(`bad request: unknown command: ${tool}`)
        const answer = write(words, stdin)
        if (answer.code === 0) written.writes.push(tool)
        return answer
      },
    },
  }
}

/** The relations after the hook was committed. */
export const committed = (state: State, { unitBags, appBags }: Written, isPeer: (endpoint: string) => boolean): Relation[] =>
  (state.relations ?? []).map((relation, at) => {
    const id = relationId(relation, at)
    const app = withoutEmpty({ ...relation.localAppData, ...appBags.get(id) })
    return {
      ...relation,
      localUnitData: withoutEmpty({ ...relation.localUnitData, ...unitBags.get(id) }),
      ...(state.leader || isPeer(relation.endpoint) ? { localAppData: app } : {}),
    }
  })
