/** Mistakes that authors have made, as charms with one mistake each, and who has to tell each of them. */
import type { EventName, State } from '../../src/index.ts'

/** One mistake. */
export interface Mistake {
  readonly what: string
  /** Source of the charm's file. */
  readonly source: string
  /** Other files of the charm. */
  readonly files?: Readonly<Record<string, string>>
  /** The compiler, a test that runs one event, or `charm-layers check`. */
  readonly told: 'compiler' | 'test' | 'check'
  readonly says: RegExp
  readonly event?: EventName
  readonly state?: State
}

const imports = `import { absent, command, defineCharm, fact, file, option, packages, ports, service, when } from '@charm-layers/charm'
import { run } from '@charm-layers/charm-testing'
import { amqp } from '@charm-layers/interface-amqp'
void [absent, command, fact, file, option, packages, ports, service, when, run, amqp]
const side = { interface: 'ring', side: 'peers', read: () => ({ state: 'absent' as const }), write: () => ({}) } as const
export const ring = { peers: side }
`

/** Makes a charm: its function begins in line 15, and options of the definition stand before it. */
export const charm = (desired: string, more = ''): string => `${imports}
export default defineCharm({
  name: 'bad',
  summary: 'Has one mistake',
  bases: ['ubuntu@24.04'],
  config: { interval: option.int({ default: 10, description: 'i' }), greeting: option.string({ description: 'g' }) },
  ${more || 'requires: { queue: amqp },'}
  desired:
    ${desired},
})
`

const place = String.raw`charm\.ts:15:\d+`
const broker = {
  relations: [
    {
      endpoint: 'queue',
      interface: 'rabbitmq',
      remoteApp: 'b',
      remoteUnits: { 'b/0': { hostname: '10.0.0.1', 'private-address': '10.0.0.1', password: 'x' } },
    },
  ],
}
const pinging = (run: string, params = ''): string =>
  `requires: { queue: amqp },
  actions: (action) => ({ ping: action({ description: 'p', ${params} run: ${run} }) }),`

export const mistakes: Readonly<Record<number, Mistake>> = {
  1: {
    what: 'an option by a wrong name',
    source: charm("({ config }) => file('/a', String(config.intervall))"),
    told: 'compiler',
    says: /charm\.ts\(15,.*'intervall'.*Did you mean 'interval'/s,
  },
  2: {
    what: 'a text as the default of an int',
    source: charm('() => []', "config: { n: option.int({ default: '10', description: 'n' }) } as never,").replace(' as never', ''),
    told: 'compiler',
    says: /charm\.ts\(13,.*'string' is not assignable to type 'number'/s,
  },
  3: {
    what: 'a test that does not wait',
    source: `${charm('() => []')}\nexport const out = run({} as never, 'install').status\n`,
    told: 'compiler',
    says: /charm\.ts\(18,.*'status' does not exist on type 'Promise/s,
  },
  4: {
    what: 'an answer that is used before it is ready',
    source: charm("({ relations }) => file('/a', relations.queue.ask({ username: 'a', vhost: 'b' }).data.password)"),
    told: 'compiler',
    says: /charm\.ts\(15,.*'data' does not exist/s,
  },
  5: {
    what: 'an endpoint by a wrong name',
    source: charm("({ relations }) => relations.quue.ask({ username: 'a', vhost: 'b' }).steps"),
    told: 'compiler',
    says: /charm\.ts\(15,.*'quue'.*Did you mean 'queue'/s,
  },
  6: {
    what: 'an option of a step by a wrong name',
    source: charm("() => file('/a', '', { restart: 'x' })"),
    told: 'compiler',
    says: /charm\.ts\(15,.*'restart'.*'restarts'/s,
  },
  7: {
    what: 'an endpoint that is declared twice',
    source: charm('() => []', 'requires: { queue: amqp },\n  peers: { queue: ring },'),
    told: 'check',
    says: /src\/charm\.ts:\d+: .*peers\.queue is an endpoint of 'requires' as well/,
  },
  8: {
    what: 'a template that reads what its data lack',
    source: `import conf from './bad.conf.hbs'\n${charm("() => file('/a', conf({ port: 1 }))")}`,
    files: { 'src/bad.conf.hbs': '{{port}} {{host}}\n' },
    told: 'check',
    says: /src\/charm\.ts:\d+:.*'host' is missing/s,
  },
  9: {
    what: 'a name that Juju does not take',
    source: charm('() => []').replace("'bad'", "'Pinger_x'"),
    told: 'check',
    says: /src\/charm\.ts:\d+: .*name 'Pinger_x' is no name that Juju takes/,
  },
  10: {
    what: 'a request without one of its fields',
    source: charm("({ relations }) => relations.queue.ask({ username: 'a' }).steps"),
    told: 'compiler',
    says: /charm\.ts\(15,.*'?vhost'?.*(?:missing|required)/s,
  },
  11: {
    what: 'a function that is async',
    source: charm("async () => [file('/a', '')]").replace('desired:', '// @ts-expect-error it is async\n  desired:'),
    told: 'test',
    says: /the charm returns a Promise where steps should be/,
  },
  12: {
    what: 'a request that is not returned',
    source: charm("({ relations }) => void relations.queue.ask({ username: 'a', vhost: 'b' })"),
    told: 'test',
    state: broker,
    says: /relations\['queue'\]\.ask\(\) but does not return its steps/,
  },
  13: {
    what: 'a peer interface among those that require',
    source: charm('() => []', 'requires: { ring: ring as never },'),
    told: 'check',
    says: /src\/charm\.ts:\d+: .*requires\.ring has the side peers, and not requires/,
  },
  14: {
    what: 'an option that may be undefined, as a text',
    source: charm("({ config }) => file('/a', config.greeting)"),
    told: 'compiler',
    says: /charm\.ts\(15,.*'string \| undefined' is not assignable/s,
  },
  15: {
    what: 'a decimal mode',
    source: charm("() => file('/a', '', { mode: 640 })"),
    told: 'test',
    says: new RegExp(`file\\('/a'\\): the mode 640 is decimal.*write 0o640\\n.*${place}`),
  },
  16: {
    what: 'a port that there is not',
    source: charm("() => ports('http', '70000/tcp')"),
    told: 'test',
    says: new RegExp(`ports\\(\\): 'http/tcp' is no port.*\\n.*${place}`),
  },
  17: {
    what: 'a key that no definition has',
    source: charm('() => []', 'storages: {},'),
    told: 'compiler',
    says: /charm\.ts\(13,.*'storages'.*'?storage/s,
  },
  18: {
    what: 'a kind of option that there is not',
    source: charm('() => []', "config: { n: option.strng({ description: 'n' }) },"),
    told: 'compiler',
    says: /charm\.ts\(13,.*'strng'.*Did you mean 'string'/s,
  },
  19: {
    what: 'an endpoint by a wrong name in an action',
    source: charm('() => []', pinging("({ relations }) => ({ results: { id: relations.quue.relationId ?? '' } })")),
    told: 'compiler',
    says: /charm\.ts\(14,.*'quue'.*Did you mean 'queue'/s,
  },
  20: {
    what: 'an option by a wrong name in an action',
    source: charm('() => []', pinging('({ config }) => ({ results: { interval: config.intervall } })')),
    told: 'compiler',
    says: /charm\.ts\(14,.*'intervall'.*Did you mean 'interval'/s,
  },
  21: {
    what: 'a relative path',
    source: charm("() => file('etc/a', '')"),
    told: 'test',
    says: new RegExp(`the path 'etc/a' is relative.*\\n.*${place}`),
  },
  22: {
    what: 'a service that nobody declares',
    source: charm("() => file('/a', '', { restarts: 'x' })"),
    told: 'test',
    says: new RegExp(`file\\('/a'\\): restarts 'x', and the list has no service\\('x'\\).*\\n.*${place}`),
  },
  23: {
    what: 'a file twice',
    source: charm("() => [file('/a', '1'), file('/a', '2')]"),
    told: 'test',
    says: new RegExp(`file\\('/a'\\): the list has it twice\\n.*${place}`),
  },
  24: {
    what: 'a base',
    source: charm('() => []').replace('ubuntu@24.04', 'ubuntu-22.04'),
    told: 'check',
    says: /src\/charm\.ts:\d+: .*bases has 'ubuntu-22\.04', which is no base such as 'ubuntu@24\.04'/,
  },
  25: {
    what: 'a secret in a template literal',
    source: charm(
      `({ relations }) => when(relations.queue.ask({ username: 'a', vhost: 'b' }), (b) => file('/a', \`password=\${b.password}\`))`,
    ),
    told: 'test',
    state: broker,
    says: new RegExp(`file\\('/a'\\): holds \\*\\*\\* in place of a secret: call reveal\\(\\).*\\n.*${place}`),
  },
  26: {
    what: 'a Promise in the list',
    source: charm("() => [Promise.resolve(file('/a', '')) as never]"),
    told: 'test',
    says: /item 1 of the list that the charm returns is a Promise/,
  },
  27: {
    what: 'an event by a wrong name',
    source: charm('() => []'),
    told: 'test',
    event: 'confg-changed' as EventName,
    says: /no hook 'confg-changed': is 'config-changed' meant\?/,
  },
  28: {
    what: 'an option by a wrong name in a test',
    source: charm('() => []'),
    told: 'test',
    state: { config: { intervall: 1 } },
    says: /option 'intervall' is not declared/,
  },
  29: {
    what: 'a template that cannot be read',
    source: `import conf from './bad.conf.hbs'\n${charm("() => file('/a', conf({}))")}`,
    files: { 'src/bad.conf.hbs': 'a\n{{#if a}}\n' },
    told: 'check',
    says: /template bad\.conf\.hbs: Parse error on line/,
  },
  30: {
    what: 'a template that is not there',
    source: `import conf from './bad.conf.hbs'\n${charm("() => file('/a', conf({}))")}`,
    told: 'check',
    says: /bad\.conf\.hbs/,
  },
  31: {
    what: 'a helper that there is not',
    source: `import conf from './bad.conf.hbs'\n${charm("() => file('/a', conf({ port: 1 }))")}`,
    files: { 'src/bad.conf.hbs': '{{upper port}}\n' },
    told: 'check',
    says: /template bad\.conf\.hbs: there is no helper "upper"/,
  },
  32: {
    what: 'the name of an action that Juju keeps for itself',
    source: charm('() => []', "actions: (action) => ({ 'juju-ping': action({ description: 'p', run: () => ({ results: {} }) }) }),"),
    told: 'check',
    says: /juju-ping/,
  },
  33: {
    what: 'no default export',
    source: charm('() => []').replace('export default', 'export const it ='),
    told: 'check',
    says: /src\/charm\.ts has no default export/,
  },
  34: {
    what: 'a command as a text',
    source: charm("() => command('a', 'ls -l' as never)"),
    told: 'test',
    says: new RegExp(`command\\('a'\\): argv is the text 'ls -l' where a list should be\\n.*${place}`),
  },
  35: {
    what: 'a type of options that there is not',
    source: charm('() => []', "config: { n: { type: 'bool', description: 'n' } },"),
    told: 'compiler',
    says: /charm\.ts\(13,.*"?bool"?/s,
  },
  36: {
    what: 'a service by its unit',
    source: charm("() => service('x.service')"),
    told: 'test',
    says: new RegExp(`the name 'x.service' ends in .service: write 'x'\\n.*${place}`),
  },
  37: {
    what: 'a text in the list',
    source: charm("() => [file('/a', ''), 'hello' as never]"),
    told: 'test',
    says: /item 2 of the list that the charm returns is the text 'hello'.*after file\('\/a'\)/,
  },
  38: {
    what: 'the clock and the environment',
    source: charm("() => file('/a', String(Date.now()) + String(process.env['HOME']))"),
    told: 'test',
    says: /reads the clock \(Date\.now\(\)\), which is not in its context/,
  },
  39: {
    what: 'a parameter of another type',
    source: charm('() => []', pinging('() => ({ results: {} })', "params: { count: { type: 'integer', default: 3, description: 'c' } },")),
    told: 'test',
    event: { action: 'ping', params: { count: 'three' } },
    says: /\(root\)\.count : must be of type integer, given "three"/,
  },
}
