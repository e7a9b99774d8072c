import { charmFiles } from '@charm-layers/charm/manifest'
import { describe, expect, test } from 'vitest'
import { run, type State } from '../../../charm-testing/src/index.ts'
import { defineCharm, file, option, when } from '../../src/index.ts'

const uri = 'secret:cq9r1kvmp25c77u0a1b0'

describe('an option of type secret', () => {
  const charm = defineCharm({
    name: 'keeper',
    summary: 'Keeps a login',
    config: { login: option.secret({ description: 'For the registry', keys: ['username', 'password'] }) },
    desired: ({ config }) =>
      when(config.login, ({ username, password }) => [file('/etc/user', username), file('/etc/password', password, { mode: 0o600 })]),
  })
  const set: State = { config: { login: uri }, secrets: { [uri]: { username: 'ada', password: 'hunter2' } } }

  test('gives the content of the secret, and follows it when an operator changes it', async () => {
    const out = await run(charm, 'config-changed', set)
    expect([out.files['/etc/user']?.content, out.files['/etc/password']?.content]).toEqual(['ada', 'hunter2'])
    const after = await run(charm, 'secret-changed', { ...out, secrets: { [uri]: { username: 'ada', password: 'hunter3' } } })
    expect(after.files['/etc/password']?.content).toBe('hunter3')
  })

  test('is asked of Juju so that Juju tells of every new revision', async () => {
    const asked: string[] = []
    await run(charm, 'config-changed', { ...set, juju: (tool, args) => void (tool === 'secret-get' && asked.push(args.join(' '))) })
    expect(asked).toEqual([`--format=json ${uri} --refresh`])
  })

  test.for<[State, string]>([
    [{}, "'login' missing"],
    [{ config: { login: '' } }, "'login' missing"],
    [{ config: { login: uri } }, "'login' invalid: secret: is gone or not granted to this application"],
    [{ config: { login: uri }, secrets: { [uri]: { username: 'ada' } } }, "'login' invalid: secret: has no key 'password'"],
    [{ config: { login: 'no id' } }, "'login' invalid: secret: is gone or not granted to this application"],
  ])('is a status while it cannot be used: %j', async ([state, message]) => {
    expect((await run(charm, 'config-changed', state)).status).toEqual({ name: 'blocked', message })
  })
})

describe('an option of type sensitive', () => {
  const charm = defineCharm({
    name: 'keeper',
    summary: 'Keeps a key',
    config: { key: option.sensitive({ description: 'The key', key: 'the-key' }) },
    desired: ({ config }) => when(config.key, (key) => file('/etc/key', key, { mode: 0o600 })),
  })
  const contents = async (state: State) => (await run(charm, 'config-changed', state)).files['/etc/key']?.content

  test('is the text itself, or what the secret holds that it names', async () => {
    expect(await contents({ config: { key: 'hunter2' } })).toBe('hunter2')
    expect(await contents({ config: { key: uri }, secrets: { [uri]: { anything: 'hunter2' } } })).toBe('hunter2')
    expect(await contents({ config: { key: `${uri}\n` }, secrets: { [uri]: { 'the-key': 'hunter2', other: 'x' } } })).toBe('hunter2')
  })

  test('follows the secret', async () => {
    const out = await run(charm, 'config-changed', { config: { key: uri }, secrets: { [uri]: { 'the-key': 'hunter2' } } })
    const after = await run(charm, 'secret-changed', { ...out, secrets: { [uri]: { 'the-key': 'hunter3' } } })
    expect(after.files['/etc/key']?.content).toBe('hunter3')
  })

  test.for<[State, string]>([
    [{}, "'key' missing"],
    [{ config: { key: ' ' } }, "'key' missing"],
    [{ config: { key: uri } }, "'key' invalid: secret: is gone or not granted to this application"],
    [{ config: { key: 'secret:nothing' } }, "'key' invalid: secret: is gone or not granted to this application"],
    [{ config: { key: uri }, secrets: { [uri]: { one: 'x', two: 'y' } } }, "'key' invalid: secret: has no key 'the-key'"],
  ])('is a status while it cannot be used: %j', async ([state, message]) => {
    expect((await run(charm, 'config-changed', state)).status).toEqual({ name: 'blocked', message })
  })

  test('is a string for Juju', () => {
    const files = charmFiles(charm, { base: 'ubuntu@24.04', architectures: ['amd64'] })
    expect(files['config.yaml']).toEqual({ options: { key: { type: 'string', description: 'The key' } } })
  })
})

describe('a value of Juju that the charm cannot use', () => {
  const charm = defineCharm({
    name: 'counter',
    summary: 'Counts',
    config: {
      count: option.int({ default: 1, description: 'How many' }),
      share: option.float({ default: 0.5, description: 'Which part' }),
      name: option.string({ description: 'Whose' }),
    },
    actions: (action) => ({ count: action({ description: 'Counts', run: ({ config }) => ({ results: { count: config.count } }) }) }),
    desired: ({ config }) => file('/etc/count', `${config.count.toFixed()} ${config.share.toFixed(1)} ${config.name?.trim()}`),
  })
  const answering = (stdout: string): State => ({ juju: (tool) => (tool === 'config-get' ? { code: 0, stdout } : undefined) })

  test.for([
    ['{"count":9007199254740993}', "option 'count' is larger than a number can be here"],
    ['{"count":1e300}', "option 'count' is larger than a number can be here"],
    ['{"share":1e400}', "option 'share' is larger than a number can be here"],
    ['{"count":1.5}', "option 'count' is not of type int"],
    ['{"count":"3"}', "option 'count' is not of type int"],
    ['{"name":{"a":1}}', "option 'name' is not of type string"],
    ['{"name":[]}', "option 'name' is not of type string"],
  ] as const)('blocks the unit, and the charm is not asked: %s', async ([stdout, message]) => {
    const out = await run(charm, 'config-changed', answering(stdout))
    expect(out.status).toEqual({ name: 'blocked', message })
    expect(out.files).toEqual({})
    expect((await run(charm, { action: 'count' }, answering(stdout))).failed).toBe(message)
  })

  test('is none where Juju gives null: the option has its default', async () => {
    const out = await run(charm, 'config-changed', answering('{"count":null}'))
    expect(out.files['/etc/count']?.content).toBe('1 0.5 undefined')
  })
})

describe('the parameters of an action', () => {
  const charm = defineCharm({
    name: 'greeter',
    summary: 'Greets',
    actions: (action) => ({
      greet: action({
        description: 'Greets',
        params: {
          names: { type: 'array', items: { type: 'string' }, required: true },
          times: { type: 'integer', default: 2 },
          tone: { type: 'string', enum: ['loud', 'low'], default: 'low' },
          where: { type: 'object', properties: { host: { type: 'string' }, port: { type: 'integer', default: 80 } } },
          whom: { type: 'object', properties: { name: { type: 'string', required: true } } },
        },
        run: (_, { names, times, tone, where }) => ({
          results: { said: `${names.join('+')} ${times} ${tone} ${where?.host}:${where?.port}` },
        }),
      }),
    }),
    desired: () => [],
  })
  const greet = (stdout: string): Promise<{ failed: string | undefined; results: Readonly<Record<string, string>> }> =>
    run(charm, { action: 'greet', params: { names: [] } }, { juju: (tool) => (tool === 'action-get' ? { code: 0, stdout } : undefined) })

  test('are read, and those that are missing have their defaults', async () => {
    expect((await greet('{"names":["ada","bo"],"where":{"host":"h"}}')).results).toEqual({ said: 'ada+bo 2 low h:80' })
  })

  test.for([
    ['{}', "parameter 'names' is missing"],
    ['{"names":"ada"}', "parameter 'names' is not of type array"],
    ['{"names":[1]}', "parameter 'names[0]' is not of type string"],
    ['{"names":[],"times":1.5}', "parameter 'times' is not of type integer"],
    ['{"names":[],"tone":"high"}', "parameter 'tone' is none of loud, low"],
    ['{"names":[],"whom":{}}', "parameter 'whom.name' is missing"],
    ['{"names":[],"nosuch":1}', "parameter 'nosuch' is not known"],
  ] as const)('that do not fit fail the action, whoever let them through: %s', async ([stdout, why]) => {
    expect((await greet(stdout)).failed).toBe(why)
  })
})
