// What the runtime asks of Juju: the hook tools in memory, which charms are tested on, must answer as the agent's socket does.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connect, type HookTools } from '../../../charm/src/juju/index.ts'
import { memoryClock, memoryHost } from '../../../charm-testing/src/memory-host/index.ts'
import { memoryJuju } from '../../../charm-testing/src/memory-juju.ts'
import { listenForTools } from '../../src/agent-socket/index.ts'
import { createHookContext } from '../../src/hook-tools/index.ts'
import type { CaseSetup } from '../hook-tools/case-types.ts'
import { createCaseWorld, scopeOf } from '../hook-tools/case-world.ts'

const modelUuid = '9f484882-2f18-4fd2-967d-db9663db7bea'
const known = 'cngj3jre7ls3su1ln020'
const content = '{"value":"0123"}'
const changed = '{"value":"4567"}'
const broker = { username: 'web', 'password "quoted"': '<&>é☃\n' }
const own = { 'ingress-address': '10.0.0.10', 'private-address': '10.0.0.10' }

interface Situation {
  readonly leader: boolean
  readonly action: boolean
}

const setupOf = ({ leader, action }: Situation): CaseSetup => ({
  unit: 'web/0',
  model_uuid: modelUuid,
  leader,
  config: { workers: 2, debug: false, name: 'é', unset: null },
  status: {
    unit: { status: 'waiting', message: 'for Godot', data: {} },
    app: { status: 'waiting', message: 'for Godot', data: {} },
    units: { 'web/0': { status: 'waiting', message: 'for Godot', data: {} }, 'web/1': { status: 'active', message: '', data: {} } },
  },
  state: { version: '1.0' },
  ports: { 'web/0': { '': ['80/tcp', '1000-2000/udp'] } },
  secrets: [{ id: known, owner: 'application', revision: 1, content: { '1': { value: '0123' } }, tracked: 1 }],
  network: {
    public: {
      'bind-addresses': [
        { 'mac-address': '', 'interface-name': 'eth0', addresses: [{ hostname: '', value: '10.0.0.10', cidr: '10.0.0.0/24' }] },
      ],
      'egress-subnets': ['10.0.0.10/32'],
      'ingress-addresses': ['10.0.0.10'],
    },
  },
  storage: [
    { id: 'data/0', kind: 'filesystem', location: '/srv/data' },
    { id: 'disk/1', kind: 'block', location: '', not_provisioned: true },
  ],
  goal_state: {
    units: { 'web/0': { status: 'active', since: '2026-01-01T00:00:00Z' }, 'web/1': { status: 'active', since: '2026-01-01T00:00:00Z' } },
    relations: {},
  },
  relations: [
    {
      id: 1,
      endpoint: 'queue',
      role: 'requirer',
      remote_app: 'broker',
      remote_units: ['broker/0', 'broker/1'],
      local_unit_bag: own,
      bags: { broker: { vhost: '/' }, 'broker/0': broker, 'broker/1': {} },
    },
    {
      id: 2,
      endpoint: 'ring',
      role: 'peer',
      remote_app: 'web',
      remote_units: ['web/1'],
      local_unit_bag: own,
      local_app_bag: { 'fact-a': 'b' },
      bags: { web: { 'fact-a': 'b' }, 'web/1': { address: '10.0.0.11' } },
    },
  ],
  ...(action ? { action: { name: 'greet', params: { name: 'you' } } } : {}),
})

type Call = readonly [tool: string, args: readonly string[], stdin?: string]
const read = (tool: string, ...args: readonly string[]): Call => [tool, ['--format=json', ...args]]

/** Which secrets a follower manages the controller decides, not the tools. */
const leaderOnly = (leader: boolean): readonly Call[] => (leader ? [read('secret-info-get', `secret:${known}`)] : [])

const calls = (file: string, leader: boolean): readonly Call[] => [
  read('is-leader'),
  read('config-get'),
  read('status-get', '--include-data'),
  read('status-get', '--application', '--include-data'),
  read('state-get'),
  read('opened-ports'),
  read('action-get'),
  read('network-get', 'public'),
  read('network-get', 'pubic'),
  read('storage-list'),
  read('storage-get', '-s', 'data/0'),
  read('storage-get', '-s', 'disk/1'),
  read('storage-get', '-s', 'data/9'),
  read('goal-state'),
  ['juju-reboot', []],
  read('relation-ids', 'queue'),
  read('relation-ids', 'ring'),
  read('relation-ids', 'nosuch'),
  read('relation-list', '-r', 'queue:1'),
  read('relation-list', '-r', 'queue:1', '--app'),
  read('relation-list', '-r', 'ring:2'),
  read('relation-list', '-r', 'ring:2', '--app'),
  read('relation-list', '-r', 'queue:9'),
  read('relation-get', '-r', 'queue:9', '-', 'web/0'),
  read('relation-get', '-r', 'queue:1', '-', 'web/0'),
  read('relation-get', '-r', 'queue:1', '-', 'broker/0'),
  read('relation-get', '-r', 'queue:1', '-', 'broker/1'),
  read('relation-get', '-r', 'queue:1', '--app', '-', 'broker'),
  read('relation-get', '-r', 'queue:1', '--app', '-', 'web'),
  read('relation-get', '-r', 'queue:1', '--app', '-', 'stranger'),
  read('relation-get', '-r', 'queue:1', '-', 'stranger/0'),
  read('relation-get', '-r', 'ring:2', '--app', '-', 'web'),
  read('relation-get', '-r', 'ring:2', '-', 'web/1'),
  read('secret-get', `secret:${known}`, '--refresh'),
  read('secret-get', `secret://${modelUuid}/${known}`, '--peek'),
  read('secret-get', 'secret:cngj3jre7ls3su1ln0g0', '--refresh'),
  read('secret-get', 'secret:oops', '--refresh'),
  ...leaderOnly(leader),
  read('secret-info-get', 'secret:cngj3jre7ls3su1ln0g0'),
  read('secret-info-get', 'secret:oops'),
  ['relation-set', ['-r', 'queue:1', '--file', '-'], '"username": "web"\n"private-address": ""\n"long": "a\\n\\u007f\\"b"\n'],
  read('relation-get', '-r', 'queue:1', '-', 'web/0'),
  ['relation-set', ['-r', 'ring:2', '--app', '--file', '-'], '"fact-a": "c"\n'],
  read('relation-get', '-r', 'ring:2', '--app', '-', 'web'),
  ['relation-set', ['-r', 'queue:9', '--file', '-'], '"a": "b"\n'],
  ['state-set', ['--file', '-'], '"version": "2.0"\n"empty": ""\n'],
  read('state-get'),
  ['close-port', ['1000-2000/udp']],
  ['open-port', ['8779/tcp']],
  ['open-port', ['80/tcp']],
  read('opened-ports'),
  ['application-version-set', ['--', '2.0']],
  ['status-set', ['blocked', '--', '- a dash']],
  ['status-set', ['happy', '--', 'x']],
  read('status-get', '--include-data'),
  ['juju-log', ['-l', 'INFO', '--', '-1 items']],
  ['secret-add', ['--description', 'a key', '--file', file]],
  ['secret-add', ['--description', 'a key', '--file', `${file}.none`]],
  ['secret-add', ['--label', 'login', '--owner', 'unit', '--rotate', 'daily', '--expire', '24h', '--file', file]],
  ['secret-add', ['--label', 'login', '--owner', 'unit', '--file', file]],
  ['secret-add', ['--file', `${file}.key`]],
  ['secret-grant', [`secret:${known}`, '-r', 'queue:1']],
  ['secret-grant', [`secret:${known}`, '-r', 'queue:9']],
  ['secret-grant', ['secret:cngj3jre7ls3su1ln0g0', '-r', 'queue:1']],
  ['secret-revoke', [`secret:${known}`, '-r', 'queue:1']],
  ['secret-set', [`secret:${known}`, '--description', 'a login', '--rotate', 'monthly', '--file', `${file}.new`]],
  ...leaderOnly(leader),
  read('secret-get', `secret:${known}`, '--peek'),
  ['secret-remove', [`secret:${known}`, '--revision', '1']],
  ['secret-remove', [`secret:${known}`]],
  ...leaderOnly(leader),
  read('secret-get', `secret:${known}`, '--peek'),
  ['action-set', ['--', 'a.b=c=d', 'empty=']],
  ['action-set', ['--', 'Wrong=1']],
  ['action-set', ['--', 'stdout=1']],
  ['action-fail', ['--', '- a dash']],
  ['leader-frobnicate', []],
]

let dir = ''
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'contract-'))
  writeFileSync(join(dir, 'secret'), content)
  writeFileSync(join(dir, 'secret.new'), changed)
  writeFileSync(join(dir, 'secret.key'), '{"pw":"x"}')
})
afterAll(() => rmSync(dir, { recursive: true }))

const inMemory = ({ leader, action }: Situation, file: string): HookTools => {
  const state = {
    leader,
    status: { name: 'waiting', message: 'for Godot' },
    memory: { version: '1.0' },
    openPorts: ['80/tcp', '1000-2000/udp'],
    secrets: { [`secret:${known}`]: { value: '0123' } },
    ownedSecrets: {
      [`secret:${known}`]: { owner: 'application', label: '', description: '', rotation: 'never', revision: 1, granted: [] },
    },
    files: { [file]: content, [`${file}.new`]: changed, [`${file}.key`]: '{"pw":"x"}' },
    relations: [
      {
        endpoint: 'queue',
        interface: 'queue',
        id: 1,
        remoteApp: 'broker',
        remoteAppData: { vhost: '/' },
        remoteUnits: { 'broker/0': broker, 'broker/1': {} },
        localUnitData: own,
      },
      {
        endpoint: 'ring',
        interface: 'ring',
        id: 2,
        remoteApp: 'web',
        remoteUnits: { 'web/1': { address: '10.0.0.11' } },
        localUnitData: own,
        localAppData: { 'fact-a': 'b' },
      },
    ],
  } as const
  return memoryJuju(state, {
    unit: 'web/0',
    isPeer: (endpoint) => endpoint === 'ring',
    bindings: ['public'],
    host: memoryHost(state, memoryClock(0)),
    storage: [
      { id: 'data/0', kind: 'filesystem', location: '/srv/data' },
      { id: 'disk/1', kind: 'block', location: false },
    ],
    config: { workers: 2, debug: false, name: 'é' },
    params: action ? { name: 'you' } : undefined,
  }).tools
}

const json = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** Makes the calls one after the other. Ids of secrets are random, and how JSON is spelled is nobody's business. */
const answersOf = async (tools: HookTools, file: string, leader: boolean): Promise<readonly unknown[]> => {
  const answers: unknown[] = []
  for (const [tool, args, stdin] of calls(file, leader)) {
    const { code, stdout, stderr } = await tools.call(tool, args, stdin)
    answers.push([[tool, ...args].join(' '), code, json(stdout.replace(/[0-9a-v]{19}[0g]/, '<id>')), stderr])
  }
  return answers
}

describe.each([
  ['the leader in a hook', { leader: true, action: false }],
  ['a follower in a hook', { leader: false, action: false }],
  ['the leader in an action', { leader: true, action: true }],
])('%s', (_, situation) => {
  test('gets the same answers from memory and from the socket', async () => {
    const file = join(dir, 'secret')
    const setup = setupOf(situation)
    const path = join(dir, `s-${situation.leader}-${situation.action}`)
    const socket = await listenForTools(path, createHookContext(createCaseWorld(setup, dir).world, scopeOf(setup)), (error) => {
      throw error
    })
    const client = await connect({ JUJU_CONTEXT_ID: 'case', JUJU_AGENT_SOCKET_ADDRESS: path, JUJU_AGENT_SOCKET_NETWORK: 'unix' }, dir)
    try {
      expect(await answersOf(inMemory(situation, file), file, situation.leader)).toEqual(await answersOf(client, file, situation.leader))
    } finally {
      await client.close()
      await socket.close()
    }
  })
})
