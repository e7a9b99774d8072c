// What an operator says, and the formats of files: each is read back by the library that reads it on a machine.
import { spawnSync } from 'node:child_process'
import { installed, SIDES, whyNoPython } from '../../../tests/interop/python.ts'
import { anyText, anyTextOf, type FuzzTarget, reading, roundTrip, YAML_TOKENS } from '../../../tools/fuzz/index.ts'
import { formats, osloSection } from '../src/index.ts'
import { parseOrigin } from '../src/origin/index.ts'

/** Asks a Python program one question. Its start is what a case costs, so a case holds many values. */
function ask(program: string, lists: readonly string[], call: string, args: object): unknown {
  const words = ['-W', 'ignore', program, ...lists.map((list) => installed(list))]
  const input = `${JSON.stringify({ call, args })}\n`
  const { stdout, stderr } = spawnSync('python3', words, { input, encoding: 'utf8', maxBuffer: 2 ** 28 })
  const answer: { readonly value?: unknown; readonly error?: string } = JSON.parse(stdout || JSON.stringify({ error: stderr }))
  if (answer.error !== undefined) throw new Error(answer.error)
  return answer.value
}

const signs = [
  '$',
  '\\',
  '\\$',
  '$$',
  '$own',
  '$given.o1',
  `${'{own}'}`,
  '%(own)s',
  '"',
  "'",
  '#',
  ';',
  ',',
  ':',
  '=',
  '[',
  ']',
  ' ',
  '\t',
  'None',
  'é',
  '\u00a0',
]
/** Many texts, of which a format writes those that it does not refuse. */
const manyTexts = (name: 'oslo.config' | 'yaml', more: readonly string[]) =>
  anyTextOf([...signs, ...more, '\n']).map((text) =>
    text
      .split('\n')
      .slice(0, 5000)
      .filter((one) => formats[name].refuses(one) === undefined),
  )
const namesOf = (values: readonly string[]): readonly string[] => values.map((_, index) => `o${index}`)

const readers: readonly FuzzTarget[] = [
  roundTrip('texts with oslo.config', manyTexts('oslo.config', []), {
    write: (values) => ({
      text: [
        '[DEFAULT]\nown_key = SECRET\n',
        osloSection('given', Object.fromEntries(values.map((value, index) => [`o${index}`, value]))),
      ].join('\n'),
      names: namesOf(values),
    }),
    read: (written) => ask(SIDES.oslo, ['oslo/newest.txt', 'readers.txt'], 'read', { ...written, kind: 'text' }),
    plain: (values) => (Array.isArray(values) ? values.map((one: unknown) => (typeof one === 'string' ? { value: one } : one)) : values),
  }),
  roundTrip('texts with PyYAML', manyTexts('yaml', YAML_TOKENS), {
    write: (values) => (values.length === 0 ? undefined : values.map((value) => `- ${formats.yaml.write(value)}\n`).join('')),
    read: (text) => ask(SIDES.yaml, ['readers.txt'], 'read', { text }),
    plain: (values) => (Array.isArray(values) && Array.isArray(values[0]) ? values[0] : values),
  }),
]
if (whyNoPython !== undefined) process.stdout.write(`left out: the readers in Python, since ${whyNoPython}\n`)

const machine = { distribution: 'ubuntu', codename: 'jammy', architecture: 'amd64' } as const
const origins = [
  'deb ',
  'http://',
  'u:p@',
  'mirror',
  '/',
  ' ',
  'jammy',
  '-updates/',
  'caracal',
  'cloud:',
  'ppa:',
  '|',
  '[',
  ']',
  '{series}',
  'main',
  '?',
  '%',
]

export const targets: readonly FuzzTarget[] = [
  reading('openstack-origin', anyTextOf(origins), (text) => parseOrigin(text, machine)),
  reading('openstack-origin, of any text', anyText, (text) => parseOrigin(text, machine)),
  ...(whyNoPython === undefined ? readers : []),
]
