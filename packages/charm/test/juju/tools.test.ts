import { expect, test } from 'vitest'
import { HookToolError, type HookTools, jujuLog, logLines, readJson, relationSet, runTool, serializeFile } from '../../src/juju/index.ts'

const fake = (answer: {
  code?: number
  stdout?: string
  stderr?: string
}): HookTools & { readonly made: (readonly [string, ...unknown[]])[] } => {
  const made: (readonly [string, ...unknown[]])[] = []
  return {
    made,
    call: (tool, args, stdin) => {
      made.push([tool, args, stdin])
      return Promise.resolve({ code: 0, stdout: '', stderr: '', ...answer })
    },
    get calls() {
      return made.length
    },
    close: () => Promise.resolve(),
  }
}

const failure = async (stderr: string, code = 1): Promise<HookToolError> => {
  const error: unknown = await runTool(fake({ code, stderr }), 'relation-set', ['-r', '5', 'password=hunter2', '--', 'hunter2']).catch(
    (e: unknown) => e,
  )
  if (!(error instanceof HookToolError)) throw new Error('no HookToolError came')
  return error
}

test.each([
  ['ERROR invalid value "2" for option -r: relation not found\n', 2, 'relation-not-found'],
  ['ERROR secret "x" not found\n', 1, 'not-found'],
  ['ERROR permission denied\n', 1, 'permission-denied'],
  ['ERROR this unit is not the leader\n', 1, 'not-leader'],
  ['ERROR cannot write relation settings\n', 1, 'not-leader'],
  ['ERROR not running an action\n', 1, 'not-in-action'],
  ['ERROR option provided but not defined: --cheese\n', 2, 'usage'],
  ['ERROR bad request: unknown command: x\n', 1, 'unreachable'],
  ['ERROR boom\n', 1, 'other'],
] as const)('%j with status %i is of the kind %s', async (stderr, code, kind) => {
  const error = await failure(stderr, code)
  expect([error.kind, error.code, error.stderr, error.tool]).toEqual([kind, code, stderr, 'relation-set'])
})

test('an error shows no value of an argument', async () => {
  const error = await failure('ERROR boom\n')
  expect(error.message).toBe('relation-set -r 5 password=… -- … ended with status 1: ERROR boom')
  expect(JSON.stringify(error)).not.toContain('hunter2')
})

test('JSON answers keep null and the empty string apart', async () => {
  expect(await readJson(fake({ stdout: 'null\n' }), 'config-get', 'x')).toBeNull()
  expect(await readJson(fake({ stdout: '""\n' }), 'config-get', 'x')).toBe('')
  const tools = fake({ stdout: '[]' })
  await readJson(tools, 'relation-ids', 'db')
  expect(tools.made).toEqual([['relation-ids', ['--format=json', 'db'], undefined]])
})

test('an answer that is no JSON is an error of the tool', () =>
  expect(readJson(fake({ stdout: 'True\n' }), 'is-leader')).rejects.toThrow('printed something that is not JSON'))

test('a bag is written by standard input', async () => {
  const tools = fake({})
  await relationSet(tools, 'db:5', { a: ' b ', c: '' }, 'app')
  expect(tools.made).toEqual([['relation-set', ['-r', 'db:5', '--app', '--file', '-'], '"a": " b "\n"c": ""\n']])
})

test('any text survives the file, and what Juju refuses raw is escaped', () => {
  const text = Array.from({ length: 0x1_0000 }, (_, code) => String.fromCharCode(code)).filter((char) => char.isWellFormed())
  const values = { all: text.join(''), '/ "quoted": key': '\ud83d\ude00/', ['k'.repeat(2000)]: 'long key', '': 'empty key' }
  const file = serializeFile(values)
  // Except in the form for long keys, the lines are members of a JSON object. local-juju tests that Juju's YAML reads the same.
  const members = file.replaceAll('? ', '').replaceAll('\n: ', ': ').trimEnd().split('\n')
  expect(JSON.parse(`{${members.join()}}`)).toEqual(values)
  expect(file).not.toMatch(/[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/u)
  expect(file).not.toContain('\\/')
  expect(file).toContain('\ud83d\ude00')
  expect(file).toContain(`? "${'k'.repeat(2000)}"\n: "long key"\n`)
})

test('nothing to write is an empty map', () => expect(serializeFile({})).toBe('{}\n'))

test('half a surrogate pair is refused, and the value is not shown', () => {
  expect(() => serializeFile({ k: 'hunter2\ud83d' })).toThrow('the value of "k" holds half a surrogate pair')
  expect(() => serializeFile({ k: 'hunter2\ud83d' })).not.toThrow('hunter2')
})

test('a log text goes line by line, behind two dashes, in pieces that fit into an argument', async () => {
  const tools = fake({})
  await jujuLog(tools, 'DEBUG', '-1 items\r\n\n  two\0\n')
  expect(tools.made.map(([, args]) => args)).toEqual([
    ['-l', 'DEBUG', '--', '-1 items'],
    ['-l', 'DEBUG', '--', '  two'],
  ])
  const pieces = logLines(`a${'é'.repeat(100_000)}`)
  expect(pieces.join('')).toBe(`a${'é'.repeat(100_000)}`)
  expect(Math.max(...pieces.map((piece) => Buffer.byteLength(piece)))).toBeLessThanOrEqual(65_536)
})
