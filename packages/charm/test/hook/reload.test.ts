import { describe, expect, test } from 'vitest'
import { type Result, run } from '../../../charm-testing/src/index.ts'
import { defineCharm, file, option, packages, service } from '../../src/index.ts'

/** A charm whose service, like haproxy, reads one file only when it starts, and another also when it reloads. */
const charm = defineCharm({
  name: 'balancer',
  summary: 'Balances',
  config: {
    backends: option.string({ default: 'one', description: 'What it balances' }),
    limits: option.string({ default: 'few', description: 'What it reads at its start' }),
  },
  desired: ({ config }) => [
    packages('balancer'),
    file('/etc/balancer.cfg', config.backends, { reloads: 'balancer' }),
    file('/etc/balancer.limits', config.limits, { restarts: 'balancer' }),
    service('balancer'),
  ],
})
const did = ({ started, restarted, reloaded }: Result) => ({ started, restarted, reloaded })
const nothing = { started: [], restarted: [], reloaded: [] }
const deployed = () => run(charm, 'install')

describe('a file that a service can read anew', () => {
  test('reloads it once, without a restart', async () => {
    const changed = await run(charm, 'config-changed', { ...(await deployed()), config: { backends: 'two' } })
    expect(did(changed)).toEqual({ ...nothing, reloaded: ['balancer'] })
    const again = await run(charm, 'update-status', changed)
    expect([did(again), again.changes]).toEqual([nothing, []])
  })

  test('needs no reload where the service was started after it was written', async () => {
    const out = await run(charm, 'update-status', await deployed())
    expect(did(out)).toEqual(nothing)
  })

  test('is reloaded by the next hook when one was killed between the file and the reload', async () => {
    const before = await deployed()
    const cfg = before.files['/etc/balancer.cfg']
    if (!cfg) throw new Error('no file')
    const killed = {
      ...before,
      config: { backends: 'two' },
      files: { ...before.files, '/etc/balancer.cfg': { ...cfg, content: 'two', modified: (before.now ?? 0) + 1 } },
      now: (before.now ?? 0) + 10,
    }
    expect(did(await run(charm, 'update-status', killed))).toEqual({ ...nothing, reloaded: ['balancer'] })
  })

  test('is read by a restart alone when another file needs one', async () => {
    const out = await run(charm, 'config-changed', { ...(await deployed()), config: { backends: 'two', limits: 'many' } })
    expect(did(out)).toEqual({ ...nothing, restarted: ['balancer'] })
    expect(did(await run(charm, 'update-status', out))).toEqual(nothing)
  })
})
