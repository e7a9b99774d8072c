import { describe, expect, test } from 'vitest'
import { faultsOf, type Step, steps } from '../../src/define/steps/index.ts'
import {
  absent,
  command,
  directory,
  download,
  drained,
  fact,
  file,
  heldService,
  holdRestarts,
  packages,
  ports,
  secret,
  service,
  status,
  version,
} from '../../src/index.ts'

const texts = (...list: readonly Step[]): readonly string[] => faultsOf(list).map(({ text }) => text)
/** What callers without TypeScript may give. */
const odd = (value: unknown) => value as never

describe('a step that cannot be so is told, by its name and what is wrong:', () => {
  const cases: readonly (readonly [what: string, step: Step, text: string])[] = [
    ['a relative path', file('etc/x', ''), "file('etc/x'): the path 'etc/x' is relative: write it from / on"],
    ['a path with ..', file('/etc/../x', ''), "file('/etc/../x'): the path '/etc/../x' holds '..'"],
    ['a path that ends early', file('/etc/', ''), "file('/etc/'): the path '/etc/' holds an empty part"],
    ['a path of two lines', absent('/etc/a\nb'), "absent('/etc/a b'): the path '/etc/a b' holds a control character"],
    ['a decimal mode', file('/a', '', { mode: 640 }), "file('/a'): the mode 640 is decimal, which is 0o1200 in octal: write 0o640"],
    [
      'a decimal mode of a directory',
      directory('/a', { mode: 4755 }),
      "directory('/a'): the mode 4755 is larger than 0o7777: write 0o4755",
    ],
    ['an owner with a group', file('/a', '', { owner: 'a:b' }), "file('/a'): the owner is the text 'a:b', which names none of a machine"],
    ['no content', file('/a', odd(undefined)), "file('/a'): the content is undefined where a text should be"],
    ['a Promise as content', file('/a', odd(Promise.resolve(''))), "file('/a'): the content is a Promise where a text should be"],
    ['.service', service('x.service'), "service('x.service'): the name 'x.service' ends in .service: write 'x'"],
    ['a timer', heldService('x.timer'), "heldService('x.timer'): the name 'x.timer' is that of a timer, not of a service"],
    ['.service in restarts', file('/a', '', { restarts: 'x.service' }), "file('/a'): restarts 'x.service' ends in .service: write 'x'"],
    ['a word for a port', ports('http'), "ports(): 'http/tcp' is no port: write 8779, '5354/udp', '1000-2000/udp' or 'icmp'"],
    ['a port too high', ports('70000/tcp'), "ports(): '70000/tcp' is no port: a port is a number from 1 to 65535"],
    ['a port too low', ports(0), "ports(): '0/tcp' is no port: a port is a number from 1 to 65535"],
    ['a port below nothing', ports(-1), "ports(): '-1/tcp' is no port: a port is a number from 1 to 65535"],
    ['a range of none', ports('20-10/tcp'), "ports(): '20-10/tcp' is no port: write 8779, '5354/udp', '1000-2000/udp' or 'icmp'"],
    ['ports that overlap', ports('1-20/tcp', 5), "ports(): '5/tcp' overlaps with '1-20/tcp'"],
    ['a range to listen on', service('x', '1-2/tcp'), "service('x'): '1-2/tcp' is no port: write 8779, '5354/udp'"],
    ['no program', command('a', []), "command('a'): argv is an empty list: it begins with the program"],
    ['a program as a text', command('a', odd('ls -l')), "command('a'): argv is the text 'ls -l' where a list should be"],
    ['an argument that is none', command('a', ['ls', odd(1)]), "command('a'): argv holds 1 where a text should be"],
    [
      'a drain without an end',
      drained('a', { file: '/a', secondsToNotice: 3, secondsToFinish: Number.NaN }),
      "drained('a'): secondsToFinish is NaN: write a number from 0 to 300",
    ],
    ['no try', command('a', ['ls'], { tries: 0 }), "command('a'): tries is 0: write how often to try, once at least"],
    ['a variable', command('a', ['ls'], { env: { 'a b': '' } }), "command('a'): env holds 'a b', which names no variable"],
    ['a package', packages('Not A Package'), "packages(): the text 'Not A Package' names no package"],
    ['a package to remove', packages('nova-'), "packages(): the text 'nova-' names no package"],
    ['a fact', fact('a b', ''), "fact('a b'): the name 'a b' holds a blank, '=' or '/'"],
    [
      'a status',
      status(odd('blocked')),
      "status(): the text 'blocked' is no status: write active(), maintenance(), waiting() or blocked()",
    ],
    ['a version', version(odd(2)), 'version(): the version is 2 where a text should be'],
    ['a URL', download('k', '/k', 'ftp://x', { begins: '', ends: '' }), "download('k'): the URL is none that begins with http"],
    [
      'a databag',
      { kind: 'databag', relationId: 'a:1', databags: { unit: { port: odd(1) } } },
      "relation a:1: the value of 'port' is 1 where a text should be",
    ],
    [
      'a secret of the application',
      { kind: 'shared-secret', name: '../x', bytes: 32 },
      "sharedSecret('../x'): the name is the text '../x': write letters, digits, dots and dashes",
    ],
  ]
  test.for(cases)('%s', ([, step, text]) => expect(texts(step)).toEqual([text]))
})

test.for([
  0, 0o400, 0o440, 0o444, 0o555, 0o600, 0o640, 0o644, 0o660, 0o664, 0o666, 0o700, 0o711, 0o744, 0o750, 0o755, 0o770, 0o775, 0o777, 0o1777,
  0o2750, 0o2775, 0o4755,
])('the octal mode %o in common use is right', (mode) => expect(texts(file('/a', '', { mode }))).toEqual([]))

test.for([
  400, 440, 444, 500, 550, 555, 600, 640, 644, 660, 664, 666, 700, 711, 740, 744, 750, 755, 770, 775, 777, 1777, 2750, 2755, 2775, 4755,
])('the decimal number %d is told from an octal mode', (mode) =>
  expect(texts(file('/a', '', { mode })).join()).toContain(`write 0o${mode}`),
)

describe('steps that cannot be so together are told:', () => {
  const cases: readonly (readonly [what: string, list: readonly Step[], text: string])[] = [
    ['a file twice', [file('/a', '1'), file('/a', '1')], "file('/a'): the list has it twice"],
    ['a file and its absence', [file('/a', ''), absent('/a')], "absent('/a'): the list has file('/a') as well"],
    ['a file and a directory', [directory('/a'), file('/a', '')], "file('/a'): the list has directory('/a') as well"],
    [
      'a directory in two modes',
      [directory('/a'), directory('/a', { mode: 0o700 })],
      "directory('/a'): the list has it twice, with another mode or owner",
    ],
    ['a file below a file', [file('/a/b/c', ''), file('/a', '')], "file('/a/b/c'): it lies below file('/a')"],
    [
      'two commands of one name',
      [command('a', ['x']), command('a', ['y'])],
      "command('a'): the list has command('a') with other arguments: give each a name of its own",
    ],
    [
      'a service that nobody keeps',
      [file('/a', '', { restarts: 'x' })],
      "file('/a'): restarts 'x', and the list has no service('x'), heldService or keptService",
    ],
  ]
  test.for(cases)('%s', ([, list, text]) => expect(texts(...list)).toEqual([text]))

  test('a service may come later in a list that waits for something', () =>
    expect(texts(file('/a', '', { restarts: 'x' }), status({ name: 'waiting', message: 'for a relation' }))).toEqual([]))
  test('a directory that two want alike is right', () => expect(texts(directory('/a'), directory('/a'), file('/a/b', ''))).toEqual([]))
})

test('what is right has no fault', () =>
  expect(
    texts(
      packages('nova-api', 'g++', 'libc6:i386'),
      file('/etc/x.d/a b', secret('x'), { mode: 0o640, owner: 'www-data', group: '42', restarts: ['x@1'], reloads: 'apache2' }),
      service('x@1', 80, '5354/udp'),
      heldService('apache2'),
      drained('apache2', { file: '/etc/away', secondsToNotice: 0, secondsToFinish: 300 }),
      holdRestarts(),
      ports(80, '5354/UDP', '1000-2000/udp', 'icmp', 80),
      command('a', ['true', ''], { env: { A_1: secret('x') }, tries: 3, user: 'nova', unless: ['false'] }),
      fact('schema', ''),
      version(''),
    ),
  ).toEqual([]))

test('the place of a step is that of the call in the charm', () => {
  const [fault] = faultsOf([file('etc/x', '')])
  expect(fault?.place).toMatch(/^packages\/charm\/test\/define\/faults\.test\.ts:\d+:\d+$/)
})

describe('what is no step is told, with its place in the list:', () => {
  const cases: readonly (readonly [what: string, desired: unknown, text: string])[] = [
    [
      'a text',
      [file('/a', ''), ['hello']],
      "item 2.1 of the list that the charm returns is the text 'hello' where a step should be, after file('/a') (packages/charm/test/define/",
    ],
    ['a Promise in the list', [Promise.resolve('x')], 'item 1 of the list that the charm returns is a Promise where steps should be'],
    ['a Promise of the list', Promise.resolve([]), 'the charm returns a Promise where steps should be'],
    ['a number', [1], 'item 1 of the list that the charm returns is 1 where a step should be'],
    [
      'a step of a kind that there is not',
      [{ kind: 'fil' }],
      'item 1 of the list that the charm returns is an object with kind where a step should be',
    ],
    ['an answer', [{ state: 'ready', label: 'x' }], 'item 1 of the list that the charm returns is an object with state, label where'],
    ['a function', [() => []], 'item 1 of the list that the charm returns is the function'],
  ]
  test.for(cases)('%s', ([, desired, text]) => expect(() => steps(odd(desired))).toThrow(text))

  test('whatever is false stands for no step', () => expect(steps(odd([undefined, false, null, '', 0, [[]]]))).toEqual([]))
})
