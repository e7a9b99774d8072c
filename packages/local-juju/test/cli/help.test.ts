import { describe, expect, test } from 'vitest'
import { commands } from '../../src/cli/command-table.ts'
import { newFlagSet } from '../../src/cli/flags.ts'
import { declareGlobals } from '../../src/cli/global-flags.ts'
import { findCommand, loadCommands } from '../../src/cli/registry.ts'
import { call } from './call.ts'

const nowhere = { cwd: '/', env: { JUJU_DATA: '/nonexistent', PATH: '' } }

/** Splits a call as a shell would: both kinds of quotes, no expansion. */
const words = (line: string): readonly string[] =>
  [...line.matchAll(/(?:[^\s'"]|'[^']*'|"[^"]*")+/g)].map(([word]) => word.replaceAll(/'([^']*)'|"([^"]*)"/g, '$1$2'))

test('a command is listed by the first word of its usage', async () => {
  for (const [name, { usage }] of await loadCommands(commands)) expect(usage.split(' ')[0]).toBe(name)
})

describe.each(Object.keys(commands))('juju %s --help', (name) => {
  test('tells what the command is for, what each flag does, and how it is called', async () => {
    const { code, stdout, stderr } = await call([name, '--help'], nowhere)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^Usage: juju .*\n\nSummary:\n[A-Z].*\.\n\n/)
    expect(stdout).toMatch(/\nDetails:\n[A-Z][\s\S]{20,}\n\nExamples:\n {4}juju /)
    const options = /\nOptions:\n([\s\S]*?)\n\n/.exec(stdout)?.[1] ?? ''
    const lines = options === '' ? [] : options.split('\n')
    for (const [at, line] of lines.entries()) expect(line).toMatch(at % 2 === 0 ? /^--?[a-zA-Z]/ : /^ {4}[A-Z-]\S*.{8,}/)
    expect(stdout).not.toMatch(/\(= \d{4,}\)/)
  })

  test('has examples that the command takes, and that give no flag in vain', async () => {
    const command = await findCommand(commands, name)
    const examples = command?.examples ?? []
    expect(examples.length).toBeGreaterThanOrEqual(2)
    for (const example of examples) {
      const [word = '', ...rest] = words(example)
      expect(word).toBe(name)
      const flags = newFlagSet()
      const init = command?.declare(flags)
      declareGlobals(flags)
      expect(init?.(flags.parse(rest)), example).toBeTypeOf('function')
      expect(flags.ineffective(), example).toEqual([])
    }
  })
})

test('durations are written as they are typed, and flags without effect say why', async () => {
  expect((await call(['help', 'wait-for'], nowhere)).stdout).toContain('\n--timeout  (= 10m0s)\n')
  expect((await call(['deploy', '--help'], nowhere)).stdout).toContain(
    '--force\n    No effect here: the base has to be one that the charm names\n',
  )
})

test('a flag that is taken for nothing is told, before and after the command, unless notices are not wanted', async () => {
  const calls = (...argv: string[]) => call(argv, nowhere)
  const debug = "--debug has no effect here: the client has no log; the controller's is controller.log in its data folder\n"
  expect((await calls('--debug', 'version')).stderr).toBe(debug)
  expect((await calls('version', '--debug')).stderr).toBe(debug)
  expect((await calls('version', '--debug', '-q')).stderr).toBe('')
  expect((await calls('deploy', './x.charm', '--force', '--revision', '3')).stderr).toBe(
    '--force has no effect here: the base has to be one that the charm names\n--revision has no effect here: charms here come from files, not from a store\nERROR no charm was found at "./x.charm"\n',
  )
})

test('such a flag is named as it was typed', async () => {
  const { stderr } = await call(['version', '--debug', '--debug'], nowhere)
  expect(stderr.split('\n')).toHaveLength(2)
  const flags = newFlagSet()
  flags.ignored(['include-label', 'include-labels'], 'text', 'why')
  flags.parse(['--include-label', 'x'])
  expect(flags.ineffective()).toEqual(['--include-label has no effect here: why'])
})

test.each([
  ['expose web --to-cidrs 10.0.0.0/8', 'local-juju exposes applications as a whole: leave --endpoints, --to-cidrs and --to-spaces out'],
  ['unexpose web --endpoints db', 'local-juju exposes applications as a whole: leave --endpoints, --to-cidrs and --to-spaces out'],
  ['remove-machine 0 --keep-instance', 'local-juju cannot keep the instance of a machine that is removed: leave --keep-instance out'],
  ['add-model m --owner bob', 'user "bob" not found: local-juju has the user "admin" only'],
])('juju %s is refused, as it would do something else than asked', async (line, message) => {
  expect(await call(line.split(' '), nowhere)).toEqual({ code: 1, stdout: '', stderr: `ERROR ${message}\n` })
})
