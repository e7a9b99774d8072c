import { describe, expect, test } from 'vitest'
import { shellText } from '../../src/cli/commands/exec.ts'
import { formatJson } from '../../src/cli/json.ts'
import { failureText, plainExec, plainTask, plainTasks, taskData } from '../../src/cli/tasks/format.ts'
import { formatYaml } from '../../src/cli/yaml.ts'
import type { Task } from '../../src/model/operation.ts'
import { recording } from './recordings.ts'

const task = (id: string, changes: Partial<Task>): Task => ({
  id,
  operation: '0',
  receiver: 'alpha/0',
  name: 'echo',
  parameters: {},
  command: null,
  status: 'completed',
  message: '',
  results: { 'return-code': 0, stdout: '', stderr: '' },
  log: [],
  enqueued: '2026-11-23T00:53:38.360Z',
  started: '2026-11-23T00:53:38.476Z',
  completed: null,
  parallel: false,
  executionGroup: '',
  ...changes,
})

const echo = (id: string): Task =>
  task(id, {
    log: [{ time: '2026-11-23T00:53:38.501Z', message: 'working on it' }],
    results: { nested: { a: '1', b: 'two' }, 'return-code': 0, stderr: 'this is stderr\n', stdout: 'this is stdout\n', text: 'hello' },
  })

/** The recorded fractions have nine digits, a JavaScript moment three; Go drops the zeros at the end. */
const millis = (text: string): string =>
  text.replaceAll(/\.(\d{3})\d+ \+0000/g, (_, digits: string) => `.${digits.replace(/0+$/, '')} +0000`)

describe('one task', () => {
  test('plain: results, an empty line, then what it wrote', () => {
    expect(plainTask(echo('1'))).toBe(recording(11).stdout)
  })

  test('plain: failed by the charm', () => {
    const failed = task('9', {
      status: 'failed',
      message: 'it went wrong',
      results: { partial: 'yes', 'return-code': 0, stdout: '', stderr: '' },
    })
    expect(plainTask(failed)).toBe(recording(15).stdout)
  })

  test('plain: failed with an exit status, then the error', () => {
    const boom = task('13', {
      status: 'failed',
      message: 'exit status 3',
      results: { 'return-code': 3, stdout: 'about to die\n', stderr: '' },
    })
    expect(plainTask(boom)).toBe(recording(17).stdout)
    expect(recording(17).stderr).toContain(`ERROR ${failureText([boom])}\n`)
  })

  test('JSON has sorted keys, typed return code, and no empty output', () => {
    expect(formatJson(new Map([['alpha/0', taskData(echo('3'), true)]]))).toBe(millis(recording(12).stdout).trim())
  })

  test('YAML has the same', () => {
    const moments = {
      enqueued: '2026-11-23T00:53:38.861Z',
      started: '2026-11-23T00:53:38.903Z',
      log: [{ time: '2026-11-23T00:53:38.926Z', message: 'working on it' }],
    }
    expect(formatYaml(new Map([['alpha/0', taskData({ ...echo('5'), ...moments }, true)]]))).toBe(millis(recording(13).stdout))
  })

  test('a machine has its own key', () => {
    expect(formatJson(taskData(task('7', { receiver: '0' }), true))).toContain('"id":"7","machine":"0",')
  })
})

describe('several tasks', () => {
  test('plain is YAML by unit', () => {
    expect(plainTasks([task('2', { receiver: 'a/10' }), task('1', { receiver: 'a/2', results: { text: 'x' } })])).toBe(
      'a/2:\n  id: "1"\n  output: |\n    text: x\n  status: completed\na/10:\n  id: "2"\n  output: ""\n  status: completed\n',
    )
  })

  test('the error names each that failed', () => {
    const failed = (id: string): Task => task(id, { results: { 'return-code': 2 } })
    expect(failureText([failed('1'), task('2', {}), failed('3')])).toBe(
      'the following tasks failed:\n - id "1" with return code 2\n - id "3" with return code 2\n\nuse \'juju show-task\' to inspect the failures\n',
    )
  })
})

describe('exec', () => {
  const wrote = (receiver: string, stdout: string): Task => task('1', { receiver, results: { 'return-code': 0, stdout, stderr: '' } })

  test('one target: what it wrote and nothing else', () => {
    expect(plainExec([wrote('alpha/0', 'm0\n')])).toBe('m0\n')
  })

  test('several targets: each under its name', () => {
    expect(plainExec([wrote('alpha/0', 'm0\n'), wrote('beta/0', 'm1\n')])).toBe(recording(22).stdout)
  })

  test('one word is the shell text itself, several are quoted', () => {
    expect(shellText(['echo $HOME; exit 4'])).toBe('echo $HOME; exit 4')
    expect(shellText(['echo', "it's", 'a b', '--flag=x'])).toBe(`echo 'it'"'"'s' 'a b' --flag=x`)
  })
})
