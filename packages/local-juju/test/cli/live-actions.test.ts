// Actions, commands in units, and files to and from them.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Live, startDemo } from './live.ts'
import { recording } from './recordings.ts'

// Waiting is part of what is tested; the limit is only for tests that fail.
vi.setConfig({ testTimeout: 60_000 })

let live: Live

beforeAll(async () => {
  live = await startDemo()
}, 120_000)

afterAll(() => live.end())

const ids = (text: string): string =>
  text
    .replaceAll(/\d\d:\d\d:\d\d/g, '00:00:00')
    .replaceAll(/(operation|task|Action id|id) "?\d+"?/g, '$1 N')
    .replaceAll(/task \d+/g, 'task N')

describe('actions and commands', () => {
  test('run prints what the recorded client printed', async () => {
    const echo = await live.juju('run', 'alpha/0', 'echo', 'text=hello')
    expect(echo).toMatchObject({ code: 0, stdout: recording(11).stdout })
    expect(ids(echo.stderr)).toBe(ids(recording(11).stderr))
    const fail = await live.juju('run', 'alpha/leader', 'fail')
    expect({ code: fail.code, stdout: ids(fail.stdout) }).toEqual({ code: 0, stdout: ids(recording(15).stdout) })
    const boom = await live.juju('run', 'alpha/0', 'boom')
    expect({ ...boom, stdout: ids(boom.stdout), stderr: ids(boom.stderr) }).toEqual({
      code: 1,
      stdout: ids(recording(17).stdout),
      stderr: ids(recording(17).stderr),
    })
  })

  test('values are YAML, dotted keys nest, files come first', async () => {
    writeFileSync(join(live.folder, 'params.yaml'), 'text: from the file\ntimes: 2\n')
    const { stdout } = await live.juju('run', 'alpha/0', 'echo', '--params', 'params.yaml', 'text="7"', '--format', 'json')
    expect(JSON.parse(stdout)['alpha/0'].results).toMatchObject({ text: '7', nested: { a: '1', b: 'two' }, 'return-code': 0 })
  })

  test('what takes too long is told, and goes on', async () => {
    const slow = await live.juju('run', 'alpha/0', 'slow', 'seconds=2', '--wait', '100ms', '--format', 'json')
    expect(slow).toMatchObject({ code: 1, stdout: '{}\n' })
    expect(slow.stderr).toContain('ERROR timed out waiting for results from: unit alpha/0\n')
    const [, task = ''] = /task (\d+) on/.exec(slow.stderr) ?? []
    const ended = await live.juju('show-task', task, '--wait', '30s')
    expect(ended).toMatchObject({ code: 0, stdout: 'done: "true"\n\n' })
  })

  test('in the background', async () => {
    const { code, stdout, stderr } = await live.juju('run', 'alpha/0', 'echo', 'text=x', '--background')
    const [, operation = ''] = /^Scheduled operation (\d+) with task \d+\n/.exec(stderr) ?? []
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
    const shown = await live.juju('show-operation', operation, '--wait', '30s', '--format', 'json')
    expect(JSON.parse(shown.stdout)).toMatchObject({ status: 'completed', action: { name: 'echo' } })
    expect((await live.juju('operations', '--actions', 'echo')).stdout).toContain('ID  Status  ')
  })

  test('exec: output only, on standard output; the exit status is always 1', async () => {
    expect(await live.juju('exec', '-u', 'alpha/0', '--', 'echo $JUJU_UNIT_NAME')).toEqual({ code: 0, stdout: 'alpha/0\n', stderr: '' })
    expect((await live.juju('exec', '-u', 'alpha/0,beta/0', '--', 'echo $JUJU_UNIT_NAME')).stdout).toBe(
      'alpha/0:\nalpha/0\n\nbeta/0:\nbeta/0\n\n',
    )
    const failed = await live.juju('exec', '-u', 'alpha/0', '--format', 'json', '--', 'echo out; echo err >&2; exit 2')
    expect(failed.code).toBe(1)
    expect(ids(failed.stderr)).toBe(ids(recording(24).stderr))
    expect(JSON.parse(failed.stdout)['alpha/0']).toMatchObject({
      status: 'completed',
      results: { 'return-code': 2, stderr: 'err\n', stdout: 'out\n' },
    })
  })

  test('ssh passes the exit status on, and says no ERROR', async () => {
    expect(await live.juju('ssh', 'alpha/0', 'echo out; exit 7')).toEqual({ code: 7, stdout: 'out\n', stderr: '' })
    expect(await live.juju('ssh', 'alpha/0', '-q', '-L', '80:x:80', 'true')).toEqual({
      code: 0,
      stdout: '',
      stderr: 'options of openssh have no effect here: -q -L 80:x:80\n',
    })
    expect((await live.answering('typed\n', 'ssh', '1', 'cat')).stdout).toBe('typed\n')
  })

  test('scp both ways', async () => {
    const there = join(live.folder, 'there')
    writeFileSync(join(live.folder, 'here'), 'content\n')
    expect(await live.juju('scp', 'here', `alpha/0:${there}`)).toEqual({ code: 0, stdout: '', stderr: '' })
    expect(await live.juju('scp', `alpha/0:${there}`, './back')).toEqual({ code: 0, stdout: '', stderr: '' })
    expect(readFileSync(join(live.folder, 'back'), 'utf8')).toBe('content\n')
    expect(await live.juju('scp', 'alpha/0:/nosuch', './back')).toMatchObject({
      code: 1,
      stderr: 'ERROR exit status 1 (scp: /nosuch: No such file or directory)\n',
    })
  })
})
