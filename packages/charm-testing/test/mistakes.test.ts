// oxlint-disable typescript/restrict-template-expressions -- a secret in a template is what is tried
// A mistake of the charm's author is an error with its place; a value from outside is a status. In production both are a status.
import {
  blocked,
  type Context,
  command,
  type Desired,
  defineCharm,
  fact,
  file,
  option,
  packages,
  ports,
  secret,
  service,
  status,
  when,
} from '@charm-layers/charm'
import { run, type State } from '@charm-layers/charm-testing'
import { describe, expect, test } from 'vitest'
import { queue, ring } from './greeter.ts'

const config = {
  port: option.int({ default: 80, description: 'p' }),
  name: option.string({ default: 'web', description: 'n' }),
  other: option.string({ default: 'db', description: 'o' }),
}
type Given = Context<typeof config, { queue: typeof queue }, unknown, { ring: typeof ring }>
const charmOf = (desired: (context: Given) => Desired) =>
  defineCharm({ name: 'tried', summary: 'Is tried', config, requires: { queue }, peers: { ring }, desired })
const tried = (desired: (context: Given) => Desired, state: State = {}) => run(charmOf(desired), 'config-changed', state)
const broker = (password: string): State => ({
  relations: [{ endpoint: 'queue', interface: 'queue', remoteApp: 'broker', remoteUnits: { 'broker/0': { password } } }],
})
const here = /at packages\/charm-testing\/test\/mistakes\.test\.ts:\d+:\d+/

describe("an author's mistake fails the test, with its place:", () => {
  const cases: Readonly<Record<string, (context: Given) => Desired>> = {
    'a relative path': () => file('etc/x', ''),
    'a relative path with an option in it': ({ config }) => file(`etc/${config.name}`, ''),
    'a relative path with what the other side says in it': ({ relations }) =>
      when(relations.queue.ask({ username: 'me' }), (told) => file(`etc/${told.password}`, '')),
    'a decimal mode': () => file('/a', '', { mode: 640 }),
    'a file twice': () => [file('/a', ''), file('/a', '')],
    'a service by its unit': () => service('x.service'),
    'a service that is not declared': () => file('/a', '', { restarts: 'x' }),
    'a word for a port': () => ports('http'),
    'a port that there is not': () => ports('70000/tcp'),
    'a port in a default that there is not': ({ config }) => ports(config.port + 70_000),
    'a probe without a program': ({ probe }) => probe('a', []).steps,
  }
  test.for(Object.entries(cases))('%s', async ([, desired]) => {
    const told = tried(desired, { ...broker('x'), config: { name: 'e' } })
    await expect(told).rejects.toThrow(here)
    await expect(told).rejects.toMatchObject({ name: 'CharmError', code: 'E_STEP' })
  })
})

describe('a value of an operator or of another charm is a status, and nothing is done with it:', () => {
  const cases: readonly (readonly [what: string, desired: (context: Given) => Desired, state: State, text: string])[] = [
    [
      'a port',
      ({ config }) => ports(`${config.port}/tcp`),
      { config: { port: 70_000 } },
      "ports(): '70000/tcp' is no port: a port is a number from 1 to 65535",
    ],
    [
      'a package that another charm names',
      ({ relations }) => when(relations.queue.ask({ username: 'me' }), (told) => packages(told.password)),
      broker('A B'),
      "packages(): the text 'A B' names no package",
    ],
    [
      'a port below',
      ({ config }) => ports(config.port),
      { config: { port: -1 } },
      "ports(): '-1/tcp' is no port: a port is a number from 1 to 65535",
    ],
    [
      'no port',
      ({ config }) => ports(config.port),
      { config: { port: 0 } },
      "ports(): '0/tcp' is no port: a port is a number from 1 to 65535",
    ],
    [
      'a port that was reckoned',
      ({ config }) => ports(config.port + 1),
      { config: { port: 65_535 } },
      "ports(): '65536/tcp' is no port: a port is a number from 1 to 65535",
    ],
    [
      'a name with ..',
      ({ config }) => file(`/etc/${config.name}.conf`, ''),
      { config: { name: '../x' } },
      "file('/etc/../x.conf'): the path '/etc/../x.conf' holds '..'",
    ],
    [
      'an empty name',
      ({ config }) => file(`/etc/${config.name}`, ''),
      { config: { name: '' } },
      "file('/etc/'): the path '/etc/' holds an empty part",
    ],
    ['a path', ({ config }) => file(config.name, ''), { config: { name: 'x' } }, "file('x'): the path 'x' is relative: write it from / on"],
    [
      'two names that are one',
      ({ config }) => [file(`/${config.name}`, ''), file(`/${config.other}`, '')],
      { config: { other: 'web' } },
      "file('/web'): the list has it twice",
    ],
    [
      'a name of the other side',
      ({ relations }) => when(relations.queue.ask({ username: 'me' }), (told) => file(`/etc/${told.password}`, '')),
      broker('../../x'),
      "file('/etc/../../x'): the path '/etc/../../x' holds '..'",
    ],
    [
      'a fact',
      ({ config }) => fact(config.name, ''),
      { leader: true, config: { name: 'a b' } },
      "fact('a b'): the name 'a b' holds a blank, '=' or '/'",
    ],
  ]
  test.for(cases)('%s', async ([, desired, state, text]) => {
    const out = await tried((context) => [desired(context), ports(8080)].slice(0, text.startsWith('ports') ? 1 : 2), state)
    expect(out.status).toEqual(blocked(text))
    expect(out.openPorts).toEqual(text.startsWith('ports') ? [] : ['8080/tcp'])
    expect(Object.keys(out.files)).not.toContain('/etc/../x.conf')
  })

  test('ports stay open as they were', async () => {
    const out = await tried(({ config }) => ports(config.port), { config: { port: 70_000 }, openPorts: ['80/tcp'] })
    expect(out.openPorts).toEqual(['80/tcp'])
  })

  test('a parameter of an action makes the action fail', async () => {
    const charm = defineCharm({
      name: 'tried',
      summary: 'Is tried',
      actions: (action) => ({
        write: action({
          description: 'Writes',
          params: { name: { type: 'string', description: 'n', default: 'a' } },
          run: (_, { name }) => ({ do: file(`/etc/${name}`, ''), results: {} }),
        }),
      }),
      desired: () => [],
    })
    const out = await run(charm, { action: 'write', params: { name: '../x' } })
    expect([out.failed, out.files]).toEqual(["file('/etc/../x'): the path '/etc/../x' holds '..'", {}])
  })
})

describe('a secret that has become text is told where that happened:', () => {
  const hidden = secret('hunter2')
  const cases: Readonly<Record<string, () => Desired>> = {
    'a file': () => file('/a', `password=${hidden}`),
    'JSON in a file': () => file('/a', JSON.stringify({ password: hidden })),
    'another secret': () => file('/a', secret(`password=${hidden}`)),
    'an argument': () => command('a', ['x', `--password=${hidden}`]),
    'a variable': () => command('a', ['x'], { env: { PASSWORD: `${hidden}` } }),
    'standard input': () => command('a', ['x'], { stdin: `${hidden}\n` }),
    'a fact': () => fact('a', String(hidden)),
    'a status': () => status(blocked(`no ${hidden}`)),
    base64: () => file('/a', Buffer.from(`me:${hidden}`).toString('base64')),
    'a URL': () => file('/a', `http://me:${encodeURIComponent(String(hidden))}@x`),
  }
  test.for(Object.entries(cases))('%s', async ([, desired]) => {
    await expect(tried(desired)).rejects.toThrow(/holds \*\*\* in place of a secret: call reveal\(\) where it is written/)
  })

  test('a databag, in which an interface has written it', async () => {
    await expect(tried(({ relations }) => relations.queue.ask({ username: `${hidden}` }).steps, broker('x'))).rejects.toThrow(
      /relation queue:1: holds \*\*\*[\s\S]*mistakes\.test\.ts/,
    )
  })

  test('the result of an action, and the reason why it fails', async () => {
    const charm = defineCharm({
      name: 'tried',
      summary: 'Is tried',
      actions: (action) => ({
        tell: action({ description: 'Tells', run: () => ({ results: { url: `x:${hidden}` } }) }),
        fail: action({ description: 'Fails', run: () => ({ fail: `x:${hidden}` }) }),
      }),
      desired: () => [],
    })
    await expect(run(charm, { action: 'tell' })).rejects.toThrow(/the result 'url' holds \*\*\*[\s\S]*mistakes\.test\.ts/)
    await expect(run(charm, { action: 'fail' })).rejects.toThrow("the result 'fail' holds ***")
  })

  test('three asterisks that the author wrote are none, nor is a secret in a log', async () => {
    const out = await tried(() => {
      JSON.stringify(hidden)
      return file('/a', '# *** by hand ***\n')
    }).catch((error: unknown) => error)
    expect(out).toBeInstanceOf(Error)
    expect((await tried(() => file('/a', '# *** by hand ***\n'))).files['/a']?.content).toContain('***')
    expect((await tried(() => [file('/a', hidden), ...(String(hidden) ? [] : [])])).files['/a']?.content).toBe('hunter2')
  })
})

describe('a function that reads more than its context fails the test:', () => {
  test.for([
    ['the clock', () => file('/a', String(Date.now())), 'reads the clock (Date.now())'],
    ['the other clock', () => file('/a', String(performance.now())), 'reads the clock (performance.now())'],
    ['a random id', () => file('/a', crypto.randomUUID()), 'reads crypto.randomUUID()'],
    ['the network', () => file('/a', JSON.stringify(fetch('http://127.0.0.1:1'))), 'reads fetch()'],
    ['the environment', () => file('/a', process.env['HOME'] ?? ''), 'reads process.env.HOME'],
  ] as const)('%s', async ([, desired, text]) => expect(tried(desired)).rejects.toThrow(text))
})
