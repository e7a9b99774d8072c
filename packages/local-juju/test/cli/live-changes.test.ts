// Changes of a model while its charms run.
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Live, startDemo } from './live.ts'

// Waiting is part of what is tested; the limit is only for tests that fail.
vi.setConfig({ testTimeout: 60_000 })

let live: Live

beforeAll(async () => {
  live = await startDemo()
}, 120_000)

afterAll(() => live.end())

describe('changing', () => {
  test('a hook that fails shows in the status, and resolved --no-retry goes on', async () => {
    await live.juju('config', 'beta', 'greeting=explode')
    await live.reach('unit', 'beta/0', 'workload-status=="error"')
    expect((await live.juju('status', 'beta')).stdout).toContain('hook failed: "config-changed"')
    await live.juju('config', 'beta', 'greeting=fine')
    expect(await live.juju('resolved', 'beta/0')).toEqual({ code: 0, stdout: '', stderr: '' })
    await live.reach('unit', 'beta/0', 'workload-message=="configured fine"')
  })

  test('refresh takes the new file', async () => {
    const { code, stdout, stderr } = await live.juju('refresh', 'alpha', '--path', './alpha.charm')
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
    expect(stderr).toMatch(
      /^Added local charm "alpha", revision \d+, to the model\nno change to endpoints in space "alpha": admin, db, juju-info, ring, web\n$/,
    )
  })

  test('a controller that is killed comes back with the next call, and whoever waits goes on waiting', async () => {
    const waiting = live.apart('wait-for', 'application', 'beta', '--query', 'exposed==true', '--timeout', '60s')
    await waiting.saysSomething
    await live.crash()
    const status = await live.apart('status', '--format', 'short').answer
    expect(status).toMatchObject({ code: 0, stderr: '' })
    expect(status.stdout).toContain('- beta/0: ')
    expect((await live.apart('expose', 'beta').answer).code).toBe(0)
    const { code, stdout } = await waiting.answer
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'properties:\n  exposed: true\n' })
  })

  test('secrets of the operator', async () => {
    const { stdout } = await live.juju('add-secret', 'mysec', 'key1=One', 'foo=bar')
    expect(stdout).toMatch(/^secret:[0-9a-v]{20}\n$/)
    expect((await live.juju('show-secret', 'mysec')).stdout).not.toContain('One')
    expect((await live.juju('show-secret', 'mysec', '--reveal', '--format', 'json')).stdout).toContain(
      '"content":{"Data":{"foo":"bar","key1":"One"}}',
    )
    expect(await live.juju('grant-secret', 'mysec', 'alpha')).toEqual({ code: 0, stdout: '', stderr: '' })
    expect((await live.juju('secrets')).stdout).toMatch(
      /^ID +Name +Owner +Rotation +Revision +Last updated\n\S+ +mysec +<model> +never +1 +just now\n$/,
    )
    expect((await live.juju('remove-secret', 'mysec')).code).toBe(0)
  })

  test('a second model stands beside the first, and goes', async () => {
    expect((await live.juju('add-model', '--no-switch', 'other')).stderr).toBe("Added 'other' model on local for user 'admin'\n")
    expect((await live.juju('status', '-m', 'other')).stderr).toBe('\nModel "admin/other" is empty.\n')
    expect((await live.juju('models')).stdout).toMatch(/^demo\* .*\nother /m)
    const gone = await live.juju('destroy-model', 'other', '--no-prompt')
    expect(gone).toMatchObject({ code: 0, stdout: '' })
    expect(gone.stderr).toMatch(/^Destroying model\n[\s\S]*Model destroyed\.\n$/)
    expect((await live.juju('add-model', 'demo')).code).toBe(1)
  })
})
